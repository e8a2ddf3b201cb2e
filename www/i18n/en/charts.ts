// Tallies.

export const charts = {
  tallies: {
    title: 'Did the dice keep to the rule?',
    lead: 'Counted since the first step. The band is where chance keeps 95 of 100 runs.',
    selected: 'selected',
    ofTokens: 'of all tokens',
    ofSelected: 'of the selected',
    nothing: 'nothing drawn yet',
    expected: (share: string) => `expected ${share}`,
    chance: (low: string, high: string) => `chance allows ${low} to ${high}`,
    fixed: 'fixed by the rule, not by chance',
    count: (count: string) => `${count} tokens`,
    google: (share: string, most: number) =>
      `Of each row the rule selects ${share}\u00a0% of its tokens, rounded to a whole number, at least 1 and at most ${most}. How many is fixed; which ones is up to chance.`,
    hf: (probability: string) =>
      `Each candidate draws for itself and is selected below ${probability}. [CLS] and [SEP] are no candidates, so the share of all tokens is smaller.`,
    wordsFit:
      'Words are selected whole; one that would go beyond that number is passed over, so a row may come out short.',
    wordsTogether: 'All pieces of a word share one draw, so the number varies more.',
    repeated: (selected: string, draws: string) =>
      `These masks come back in every epoch: the ${selected} selected tokens are worth ${draws} draws.`,
  },
};
