// The parts of the model.

import type { Entry } from '../../terms';

export const model = {
  transformer: {
    text: 'The network of Vaswani et al. (2017): layers of attention and feed-forward networks, without recurrence. BERT is its encoder, GPT its decoder.',
  },
  encoder: {
    text: 'The stack of Transformer layers that turns the embeddings of a sequence into one output vector per position. Every position may attend to all others. BERT-base has 12 layers, the model here 2.',
  },
  layer: {
    text: 'One block of the encoder: attention, then a feed-forward network, each with a residual connection and layer normalization. BERT-base has 12, the model here 2.',
    forms: ['encoder layer', 'Transformer layer'],
  },
  embedding: {
    text: 'A vector of learned numbers for each token of the vocabulary. The input of the first layer is the sum of the token’s embedding, that of its position and that of its segment.',
    forms: ['word embedding', 'token embedding', 'input embedding'],
  },
  position_embedding: {
    text: 'A learned vector for each position of a sequence. Attention has no sense of order, so the model knows from these vectors alone where a token is.',
  },
  hidden_size: {
    text: 'The length of the vector that each token has inside the model. BERT-base: 768, here 128.',
    forms: ['hidden_size'],
  },
  attention: {
    text: 'The step in which each position takes a weighted mean of vectors from all positions, its own included. It is the only place where information moves between positions.',
    forms: ['self-attention'],
  },
  attention_weight: {
    text: 'How much one position takes from another: the softmax of query times key, divided by the square root of the head size. The weights of a position add up to 100%.',
    forms: ['attention share'],
  },
  attention_head: {
    text: 'One of several attentions that a layer computes side by side. Each projects the whole vector to queries, keys and values of its own, of hidden size ÷ heads numbers: 64 in BERT-base (12 heads), 32 here (4 heads).',
    forms: ['all heads'],
  },
  query_key_value: {
    text: 'Three vectors that attention computes for each position: the query says what it looks for, the key what it can be found by, the value what it hands on. Query times key gives the attention weight.',
    forms: ['query', 'key and value', 'query · key'],
  },
  feed_forward: {
    text: 'The second half of a layer, applied to each position by itself: a dense layer to four times the hidden size, GELU, and a dense layer back. BERT-base: 3,072 in between, here 512.',
    forms: ['feed-forward', 'feed-forward size', 'feed-forward width'],
  },
  residual: {
    text: 'The input of a part is added to its output. A layer only has to learn what to change, and the gradient has a direct way down through many layers.',
  },
  layer_norm: {
    text: 'Brings the numbers of each vector to mean 0 and variance 1, then scales and shifts them by learned parameters. BERT applies it after each residual connection.',
    forms: ['layer normalisation', 'LayerNorm'],
  },
  gelu: {
    text: 'The activation function of BERT: x times the probability that a standard normal number is below x. A smooth relative of ReLU.',
  },
  dropout: {
    text: 'Sets random numbers inside the model to 0 during training, against overfitting. BERT-base drops 10%; the model here uses none.',
  },
  dense: {
    text: 'Multiplies a vector by a matrix and adds a bias. Every output number depends on every input number.',
    forms: ['linear layer', 'fully connected layer'],
  },
  bias: {
    text: 'A learned number that is added to a sum, whatever the input is. The one in the MLM head holds how likely each token is in general.',
  },
  tanh: {
    text: 'A function that squeezes any number into the range from −1 to 1. BERT uses it in the pooler.',
  },
  output_vector: {
    text: 'What the last layer of the encoder gives at one position: the token, represented in its context. Heads compute their predictions from it.',
    forms: ['outputs of the encoder'],
  },
  head: {
    text: 'A small network on top of the encoder that turns output vectors into predictions. BERT has an MLM head and an NSP head; fine-tuning adds a new one for its task. (Attention heads are something else.)',
    forms: ['new head', 'task head', 'output head', 'classification head'],
    quiet: true,
  },
  pooler: {
    text: 'A dense layer and tanh on the output at [CLS]. Next sentence prediction and text classifiers read the vector that it gives (pooler_output).',
    forms: ['pooled vector', 'pooled [CLS] vector', '[CLS] vector'],
  },
  mlm_head: {
    text: 'From an output vector to a logit for each token: a dense layer, GELU and layer normalization, then a comparison with every token embedding, plus a bias.',
  },
  weight_tying: {
    text: 'The MLM head compares with the very embeddings that the model reads by: one matrix serves input and output. So the embedding of a token is trained both when the token is an input and when it is an answer.',
    forms: ['tied weights', 'tied embeddings'],
  },
  logit: {
    text: 'The raw score of one possible answer, any number, before softmax turns all scores into probabilities.',
  },
  softmax: {
    text: 'Turns logits into probabilities: e to the power of each logit, divided by the sum of all of them. The results are positive and add up to 100%.',
  },
  log_sum_exp: {
    text: 'The logarithm of the sum of e to the power of each logit. The loss of an answer is this number minus the logit of the answer.',
    forms: ['log-sum', 'log of the sum'],
  },
  probability: {
    text: 'How likely the model considers an answer, from 0 to 1. The probabilities of all tokens at a position add up to 1.',
  },
  parameter: {
    text: 'A number that training changes; weights and biases are parameters. BERT-base has 110 million, the model here about half a million.',
    forms: ['weight'],
  },
  tensor: {
    text: 'A block of parameters with a shape, such as a matrix of 128 × 512. The parameters of a model are a list of named tensors.',
  },
  checkpoint: {
    text: 'The parameters of a trained model in files, with its configuration and vocabulary. This page reads and writes them as Hugging Face’s transformers does.',
  },
  inference: {
    text: 'Using a model without training it: a forward pass, and nothing is changed.',
  },
} satisfies Record<string, Entry>;
