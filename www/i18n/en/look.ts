// A closer look at one step: other rules, slow motion, arithmetic.

import { n } from './count';

export const look = {
  whatIf: {
    title: 'What if…?',
    names: {
      every_position: 'Score every token',
      always_mask: 'Always [MASK]',
      select_all: 'Select 100%',
      no_random: 'No random tokens',
    },
    banner: (name: string) => `What if: ${name}`,
    lines: {
      every_position: (now: number, before: number, _different: number) =>
        `All ${now} tokens scored instead of ${before}. Most answers are visible in the input: a model trained like this would mainly learn to copy. (This one never learned to copy, so its loss on visible tokens can be high.)`,
      always_mask: (now: number, _before: number, different: number) =>
        different === 0
          ? `The same ${n(now, 'position', 'positions')}. All of them are [MASK] already, so this pair stays as it is.`
          : `The same ${n(now, 'position', 'positions')}, all [MASK] (${different} of them changed). A model trained like this could trust every visible token and would never practise on text without [MASK], the only kind it reads in fine-tuning.`,
      select_all: (now: number, before: number, _different: number) =>
        `All ${n(now, 'candidate', 'candidates')} selected instead of ${before}: many predictions, but hardly any context left.`,
      no_random: (now: number, _before: number, different: number) =>
        different === 0
          ? `The same ${n(now, 'position', 'positions')}. None of them was replaced by a random token, so this pair stays as it is.`
          : `The same ${n(now, 'position', 'positions')}, but no random tokens (${different} changed). Every visible token would be genuine.`,
    },
    numbers: (pair: string, pairWould: string, batch: string, batchWould: string) =>
      `Loss: ${pairWould} instead of ${pair} for this pair, ${batchWould} instead of ${batch} for the whole batch.`,
    gradient: (was: number, would: number) =>
      was === would
        ? `The gradient enters at ${n(would, 'output', 'outputs')}, as before.`
        : `The gradient enters at ${n(would, 'output', 'outputs')} instead of ${was}.`,
    honest: 'Computed with this step’s real weights, text and random draws. The run itself isn’t affected.',
    waiting: 'Computing this step under the other rule…',
  },

  slow: {
    title: 'Slow motion',
    subSteps: 'Phases of one training step',
    names: {
      text: 'Text',
      pick: 'Select',
      fates: 'Roles',
      read: 'Forward pass',
      predict: 'Predict',
      loss: 'Loss',
      backward: 'Backward pass',
      update: 'Update',
    },
    back: 'Previous',
    forward: 'Next',
    play: 'Play all',
    stop: 'Stop',
    nextStep: 'Train step',
    close: 'Exit',
    text: (real: number) =>
      `One input of the batch: two sentences of the corpus, split into ${n(real, 'token', 'tokens')}. Nothing is hidden yet.`,
    die: (draw: string, below: boolean, limit: string) => `${draw} ${below ? '<' : '≥'} ${limit}`,
    coin: (draw: string, below: boolean, limit: string) => `then ${draw} ${below ? '<' : '≥'} ${limit}`,
    read: (real: number, selected: number) =>
      `Forward pass: every token attends to all ${real} tokens, on both sides at once. Dot size shows how much attention the ${n(selected, 'selected token', 'selected tokens')} ${selected === 1 ? 'gives' : 'give'} to each, as a mean over all layers and heads.`,
    predict: (real: number, selected: number) =>
      `The model can predict a token at each of the ${real} positions. Only ${selected} ${selected === 1 ? 'is' : 'are'} scored. The probability of the original there:`,
    given: (percent: string) => percent,
    loss: (selected: number, rest: number) =>
      `This pair’s MLM loss is the mean of −log p(original) over the ${n(selected, 'selected token', 'selected tokens')} (cross-entropy). The other ${rest} don’t enter it (their label in PyTorch is −100). The step trains on the mean over all selected tokens of the batch.`,
    noLoss: 'Nothing was selected in this pair, so it has no MLM loss.',
    backward: (selected: number, nsp: boolean) =>
      `Backward pass: the gradient enters at the ${n(selected, 'scored token', 'scored tokens')}${nsp ? ' and, from the NSP loss, at [CLS]' : ''}; at every other output it is exactly 0. On the way down, attention spreads it, so the embeddings of all tokens are trained.`,
    update: (rate: string, better: boolean) =>
      `All weights change a little (learning rate ${rate}); then the same pair is read again. ${better ? 'Its loss went down.' : 'Its loss did not go down, since the update is for the whole batch.'}`,
    noUpdate: 'Nothing has been trained yet. The next step will be the first.',
    waiting: 'Reading the pair again…',
  },

  arithmetic: {
    title: (token: string) => `How “${token}” is scored`,
    position: (position: number) => `position ${position}`,
    close: 'Close',
    dice: 'Random draws',
    notSelected: 'It is read as context and is not part of the loss.',
    byHand: 'Selected by you, not at random.',
    notByHand: 'Not selected. It is read as context and is not part of the loss.',
    otherRule: (fate: string) => `Under this rule it would be scored (${fate}).`,
    isSpecial: '[CLS] and [SEP] are never selected.',
    byChance: 'The random token happens to be the original. It still counts as random.',
    softmax: 'From logits to probabilities (softmax)',
    logitsFrom:
      'The output vector passes through a dense layer and layer normalization. Its dot product with a token’s embedding, plus that token’s bias, is the token’s logit.',
    nextLogitsFrom: 'The dot product of the output vector with a token’s embedding is the token’s logit.',
    token: 'Token',
    logit: 'Logit',
    probability: 'Probability',
    original: 'the original',
    logSumExp: (value: string) => `log Σ e^logit over the vocabulary (log-sum-exp): ${value}`,
    loss: 'Loss at this position',
    nobodyKnows: 'The original of this [MASK] is unknown, so it isn’t scored.',
    lossFormula: 'loss = −log p(original) = log-sum-exp − logit',
    timesZero: 'not selected, so × 0',
    contribution: 'Contribution to the batch loss',
    share: (counted: number) =>
      `The batch has ${n(counted, 'selected token', 'selected tokens')}. This one contributes`,
    pairMean: (terms: number) => `Mean over the ${n(terms, 'selected token', 'selected tokens')} of this pair`,
    batchMean: (counted: number, rows: number) =>
      `Loss of the batch: mean over all ${n(counted, 'selected token', 'selected tokens')} in ${n(rows, 'sequence', 'sequences')}`,
    allRows: 'All sequences of the batch',
    row: (row: number, selected: number) => `sequence ${row} (${selected})`,
    asking: 'Loading…',
    total: 'Plus the NSP loss, this is the total loss that the step minimizes:',
    gradient: 'Gradient (norm)',
    atOutput: 'at the output vector',
    atInput: 'at the input embedding',
    exactlyZero: 'exactly 0: nothing flows back from here',
    inputNote: 'Other tokens read it through attention, so its embedding is still trained.',
  },
};
