// A closer look at one step: other rules, slow motion, arithmetic.

import { n } from './count';

export const look = {
  whatIf: {
    title: 'What if',
    names: {
      every_position: 'Count every position',
      always_mask: 'Always [MASK]',
      select_all: 'Select 100\u00a0%',
      no_random: 'No random tokens',
    },
    banner: (name: string) => `What if: ${name}`,
    lines: {
      every_position: (now: number, before: number, _different: number) =>
        `Scored everywhere: ${now} positions instead of ${before}, most of them a reward for copying what stands in plain sight.`,
      always_mask: (now: number, _before: number, different: number) =>
        `The same ${n(now, 'position', 'positions')}, each of them [MASK]: ${n(different, 'token', 'tokens')} of this pair would look different, and whatever isn’t [MASK] could be trusted blindly.`,
      select_all: (now: number, before: number, _different: number) =>
        `All ${n(now, 'candidate', 'candidates')} selected instead of ${before}: much to answer, but hardly any text left to answer it from.`,
      no_random: (now: number, _before: number, different: number) =>
        `The same ${n(now, 'position', 'positions')}, none of them random: ${n(different, 'token', 'tokens')} of this pair would look different, and every visible token would be genuine.`,
    },
    numbers: (pair: string, pairWould: string, batch: string, batchWould: string) =>
      `The loss of this pair would be ${pairWould} instead of ${pair}, that of the batch ${batchWould} instead of ${batch}.`,
    gradient: (was: number, would: number) =>
      was === would
        ? `Gradient would flow down at ${n(would, 'position', 'positions')}, as it did.`
        : `Gradient would flow down at ${n(would, 'position', 'positions')} instead of ${was}.`,
    honest: 'Computed from the weights, the text and the dice of this very step. The run itself is not touched.',
    waiting: 'Computing this step under the other rule…',
  },

  slow: {
    title: 'Slow motion',
    subSteps: 'Sub-steps of one training step',
    names: {
      text: 'Text',
      pick: 'Pick',
      fates: 'Mask, swap, keep',
      read: 'Read',
      predict: 'Predict',
      loss: 'Loss',
      backward: 'Backward',
      update: 'Update',
    },
    back: 'Back',
    forward: 'Forward',
    play: 'Play',
    stop: 'Stop',
    nextStep: 'Next step',
    close: 'Leave slow motion',
    text: (real: number) =>
      `Two sentences of the corpus, cut into ${n(real, 'token', 'tokens')}. Nothing is hidden yet.`,
    die: (draw: string, below: boolean, limit: string) => `${draw} ${below ? '<' : '≥'} ${limit}`,
    coin: (draw: string, below: boolean, limit: string) => `then ${draw} ${below ? '<' : '≥'} ${limit}`,
    read: (real: number, selected: number) =>
      `Forward: all ${real} tokens are read, to the left and to the right at once. The dots show where the ${n(selected, 'selected position', 'selected positions')} ${selected === 1 ? 'looks' : 'look'}, as a mean over all layers and heads.`,
    predict: (real: number, selected: number) =>
      `Above each of the ${real} positions stands a guess. The question was asked at ${selected}; this is what the original got there:`,
    given: (percent: string) => `got ${percent}`,
    loss: (selected: number, rest: number) =>
      `The loss is the mean of −log p(original) over the ${selected} selected. The other ${rest} are multiplied by 0.`,
    noLoss: 'Nothing was selected in this pair, so it has no loss of its own.',
    backward: (selected: number, nsp: boolean) =>
      `Backward: gradient enters at the ${n(selected, 'scored column', 'scored columns')}${nsp ? ' and, from the next-sentence question, at [CLS]' : ''}; everywhere else it is exactly 0. On its way down attention carries it sideways, so that every token that was read learns as an input.`,
    update: (rate: string, better: boolean) =>
      `All weights move a little (learning rate ${rate}), and the same pair is read again. Its loss ${better ? 'went down' : 'did not go down: the step serves the whole batch, not this pair alone'}:`,
    noUpdate: 'Nothing was trained yet. The next step is the first.',
    waiting: 'Reading the pair again…',
  },

  arithmetic: {
    title: (token: string) => `The arithmetic of “${token}”`,
    position: (position: number) => `position ${position}`,
    close: 'Close',
    dice: 'The dice',
    notSelected: 'The model reads it; the loss doesn’t look here.',
    byHand: 'Selected by hand, not by dice.',
    notByHand: 'Not selected. The model reads it; the loss doesn’t look here.',
    otherRule: (fate: string) => `Under the other rule it would be scored, as: ${fate}.`,
    isSpecial: 'Special tokens are never candidates.',
    byChance: 'The random token happens to be the original. It still counts as random.',
    softmax: 'From logits to probabilities',
    token: 'Token',
    logit: 'Logit',
    probability: 'Probability',
    original: 'the original',
    logSumExp: (value: string) => `log of the sum of all e^logit: ${value}`,
    loss: 'The loss here',
    nobodyKnows: 'Nobody knows what this [MASK] hides, so there is nothing to score.',
    lossFormula: 'loss = −log p(original) = log-sum − logit',
    timesZero: 'not selected, so times 0',
    contribution: 'Its part in the whole',
    share: (counted: number) => `The batch has ${n(counted, 'selected position', 'selected positions')}. This one adds`,
    pairMean: (terms: number) => `Mean over the ${n(terms, 'selected token', 'selected tokens')} of this pair`,
    batchMean: (counted: number, rows: number) =>
      `Mean over all ${n(counted, 'selected position', 'selected positions')} of the batch’s ${n(rows, 'row', 'rows')}`,
    allRows: 'All rows of the batch',
    row: (row: number, selected: number) => `row ${row} (${selected})`,
    asking: 'Asking the engine…',
    plusNsp: 'plus next sentence',
    total: 'is what this step trains',
    gradient: 'Gradient',
    atOutput: 'at the output vector',
    atInput: 'at the input embedding',
    exactlyZero: 'exactly 0: nothing flows back from here',
    inputNote: 'Read by the others through attention, it still learns as an input.',
  },
};
