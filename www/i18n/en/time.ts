// One sentence over the course of training, and the held-out sentences.

export const time = {
  time: {
    title: 'Through the run',
    slider: 'Moment of the run',
    back: 'One moment back',
    forward: 'One moment forward',
    toNow: 'Now',
    keep: 'Follow this sentence',
    after: (step: string) =>
      step === '0' ? 'Before any training' : `After ${step} ${step === '1' ? 'step' : 'steps'}`,
    now: (step: string) => `Now, after ${step} ${step === '1' ? 'step' : 'steps'}`,
    hint: 'Go back to see what the model said of this sentence at earlier moments.',
    waiting: 'Computing its past…',
    nothing: 'This model is too large for its past to be kept: a sentence can be followed from now on only.',
    alone:
      'Loss and gradient are those of this sentence alone, not of its batch. For slow motion or another rule, go back to now and let the sentence go.',
    pairAlone: 'This pair alone, at this moment',
    multiples: 'How each answer came about',
    multiplesLead:
      'One picture for each selected token: how likely the model held the original, and what it took for likelier on the way.',
    original: 'original',
    chart: (token: string) => `“${token}”`,
    range: (first: string, last: string) =>
      `From left to right: ${first} to ${last} steps of training. From bottom to top: 0 to 100\u00a0%.`,
    gaps: 'A line stops where the word is not among the five likeliest.',
  },

  examples: {
    title: 'Sentences it never trains on',
    lead: 'The same blanks from the first step to the last: noise, then words that fit the grammar, then words that make sense.',
    original: 'Original',
    step: (step: string) => (step === '0' ? 'untrained' : `step ${step}`),
    now: 'now',
    right: 'right',
    wrong: 'wrong',
    tally: (right: number, blanks: number) => `${right} of ${blanks} right`,
    none: 'There is nothing to watch: this text is too short to hold sentences out, or this objective fills no blanks.',
  },
};
