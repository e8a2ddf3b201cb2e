// Tallies.

export const charts = {
  tallies: {
    title: 'Did the dice keep to the rule?',
    lead: 'Counted since the first step. The band is where chance keeps 95 of 100 runs.',
    selected: 'selected',
    ofTokens: 'of all tokens',
    ofSelected: 'of the selected',
    nothing: 'nothing drawn yet',
    none: (tokens: string) => `${tokens} tokens, and none was selected: this objective masks nothing.`,
    expected: (share: string) => `expected ${share}`,
    chance: (low: string, high: string) => `chance allows ${low} to ${high}`,
    fixed: 'fixed by the rule, not by chance',
    count: (count: string) => `${count} tokens`,
    repeated: (selected: string, draws: string) =>
      `These masks come back in every epoch: the ${selected} selected tokens are worth ${draws} draws.`,
  },
};
