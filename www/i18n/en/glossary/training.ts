// Losses, gradients, training, evaluation.

import type { Entry } from '../../terms';

export const training = {
  loss: {
    text: 'One number that says how wrong a prediction is; training lowers it. At a position it is −log of the probability given to the right answer: 0 if the model was certain of it, large if the model considered it unlikely.',
  },
  cross_entropy: {
    text: 'The loss of a prediction among several answers: −log p(right answer). Both the MLM loss and the NSP loss are means of it.',
  },
  perplexity: {
    text: 'e to the power of the loss: the number of equally likely tokens among which the model seems to choose. A loss of 3.0 is a perplexity of 20.',
    forms: ['choice among'],
  },
  gradient: {
    text: 'How the loss would change if a number changed a little, for all numbers of a vector or of the model together. Training moves the parameters against it. The page shows its length.',
  },
  norm: {
    text: 'The length of a vector: the square root of the sum of its squared numbers (L2 norm). It says how large a gradient is, whatever its direction, and is 0 only if every number is 0.',
  },
  forward_pass: {
    text: 'Computing the predictions and the loss from the input, layer by layer.',
    forms: ['forward'],
  },
  backward_pass: {
    text: 'Computing the gradient of the loss with respect to every parameter, from the loss back through the layers to the embeddings.',
    forms: ['backward'],
  },
  backpropagation: {
    text: 'The method of the backward pass: the chain rule, applied layer by layer from the loss down.',
  },
  batch: {
    text: 'The sequences that are processed together in one step. The gradient is that of their common loss. BERT-base: 256, here 32.',
  },
  step: {
    text: 'One update of all parameters: forward pass over a batch, loss, backward pass, update. BERT-base took 1,000,000 steps, a run here takes 1,500.',
    forms: ['step'],
  },
  epoch: {
    text: 'One pass through all training sequences. BERT-base made about 40.',
  },
  optimizer: {
    text: 'The rule that turns gradients into changes of the parameters. BERT’s is a variant of Adam.',
    forms: ['optimiser'],
  },
  adamw: {
    text: 'Adam with separate weight decay. It divides the running mean of each parameter’s gradient by its usual size, so that all parameters move at a similar pace.',
    forms: ['Adam'],
  },
  bias_correction: {
    text: 'Adam’s running means start at 0 and are too small in the first steps; the correction scales them up. PyTorch’s AdamW has it, Google’s BERT code doesn’t.',
  },
  weight_decay: {
    text: 'Shrinks the weights a little in each step, in proportion to the learning rate (BERT and here: 0.01), so that they do not grow needlessly. Biases and layer normalization are left out.',
  },
  gradient_clipping: {
    text: 'If the gradient of all parameters together is longer than 1, it is scaled down to 1. One unusual batch then cannot throw the model off.',
    forms: ['clipping', 'clipped'],
  },
  learning_rate: {
    text: 'How strongly each update changes the parameters. It rises during warm-up to its peak, then falls linearly to 0. Peak of BERT-base: 0.0001, here 0.002.',
    forms: ['peak learning rate'],
  },
  warm_up: {
    text: 'The first steps, in which the learning rate rises from 0 to its peak, since early gradients are large and unreliable. BERT-base: 10,000 steps, here 50.',
    forms: ['warmup', 'warm-up step'],
  },
  seed: {
    text: 'The number from which all random draws are made: first weights, sentence pairs, selection, order. The same seed and settings give the same run, on the CPU to the last digit.',
  },
  random_initialization: {
    text: 'The parameters before training: small random numbers with a standard deviation of 0.02 in BERT and 0.06 here; biases are 0. Such a model predicts almost evenly.',
    forms: ['random weight', 'random initialisation', 'initial weight', 'first weight', 'initializer range'],
  },
  snapshot: {
    text: 'The whole state of a run at one step: parameters, optimizer, random state, place in the data. Going back in time, reloading and changing the device all use it.',
  },
  moving_average: {
    text: 'A curve in which each point is the mean over the steps around it. The loss of single batches jumps; the mean shows where it is heading.',
    forms: ['smoothing', 'smoothed'],
  },
  overfitting: {
    text: 'Learning the training text by heart instead of what holds for other text too. Sign: the training loss goes on falling while the held-out loss rises.',
    forms: ['overfit', 'overfits'],
  },
  divergence: {
    text: 'Training that fails: the loss rises far above guessing and does not come back, most often because the learning rate is too high.',
    forms: ['diverge', 'diverged'],
  },
  baseline: {
    text: 'The result of a guess that learns nothing from the input, for comparison. A model that does not beat its baseline has learned nothing of use.',
  },
  uniform_baseline: {
    text: 'The loss of giving every token the same probability: the logarithm of the vocabulary size, 6.9 for 1,000 tokens.',
    forms: ['guessing evenly', 'uniform guess', 'all alike'],
  },
  frequency_baseline: {
    text: 'The loss of giving each token the probability with which it occurs in the text, whatever surrounds it (unigram model). A model below it makes use of the context, or has memorized the text.',
    forms: [
      'word-frequency baseline',
      'frequency baseline',
      'unigram baseline',
      'unigram',
      'guessing by frequency',
      'unigram model',
    ],
  },
  majority_class: {
    text: 'The most frequent label. Always answering it needs no model; its accuracy is the baseline. In next sentence prediction it is a little above 50%, since a chunk of one sentence always gets a random B.',
    forms: ['majority baseline', 'commoner label', 'most frequent label'],
  },
  accuracy: {
    text: 'The share of answers that are right. For masked language modeling: the selected positions at which the most likely token is the original.',
  },
} satisfies Record<string, Entry>;
