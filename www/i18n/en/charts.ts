// Tallies.

export const charts = {
  tallies: {
    title: 'Does the masking follow the rule?',
    lead: 'Counted since the first step. The band is the 95% range: random variation stays inside it in 95 of 100 runs.',
    selected: 'selected',
    ofTokens: 'of all tokens',
    ofSelected: 'of the selected',
    nothing: 'nothing selected yet',
    none: (tokens: string) => `${tokens} tokens, none of them selected: this objective has no masking.`,
    expected: (share: string) => `expected ${share}`,
    chance: (low: string, high: string) => `95% range ${low} to ${high}`,
    fixed: 'fixed by the rule, not random',
    count: (count: string) => `${count} tokens`,
    repeated: (selected: string, draws: string) =>
      `The same masks are used in every epoch (static masking), so these ${selected} selected tokens amount to only ${draws} independent draws.`,
  },
};
