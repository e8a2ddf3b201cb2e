// Tallies.

export const charts = {
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
