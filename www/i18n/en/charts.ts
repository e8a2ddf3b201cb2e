// Curves and tallies.

export const charts = {
  curves: {
    title: 'Is it learning?',
    lead: 'Lower losses, higher accuracies; held-out documents are never trained on.',
    mlm: 'Masked-token loss',
    nsp: 'Next-sentence loss',
    accuracy: 'Accuracy on held-out documents',
    step: 'step',
    train: 'training',
    smoothed: 'training, smoothed',
    heldOut: 'held out',
    uniform: (words: number) => `guessing among ${words.toLocaleString('en')}`,
    coin: 'tossing a coin',
    mlmAccuracy: 'masked tokens',
    nspAccuracy: 'next sentence',
    majority: 'always the commoner label',
    at: (step: string) => `Step ${step}`,
    empty: 'The curve begins with the first step.',
    notTrained: 'Not trained in this run.',
    asUnsureAs: (words: string) => `as unsure as a choice among ${words} words`,
    explore: (title: string) => `${title}: read values step by step with the arrow keys`,
  },

  tallies: {
    title: 'Did the dice keep to the rule?',
    lead: 'Counted since the first step. The band is where chance keeps 95 of 100 runs.',
    selected: 'selected',
    ofTokens: 'of all tokens',
    ofSelected: 'of the selected',
    observed: 'observed',
    expected: 'expected',
    count: (count: string) => `${count} tokens`,
    rounding: 'Each row has a whole number of selected tokens, so the share selected is a little off by design.',
  },
};
