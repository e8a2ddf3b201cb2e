// One sentence over the course of training, and the held-out sentences.

export const time = {
  time: {
    title: 'Over the course of training',
    slider: 'Training step to show',
    back: 'Earlier',
    forward: 'Later',
    toNow: 'Latest',
    keep: 'Follow this sentence',
    after: (step: string) =>
      step === '0' ? 'Before any training' : `After ${step} ${step === '1' ? 'step' : 'steps'}`,
    now: (step: string) => `Latest: after ${step} ${step === '1' ? 'step' : 'steps'}`,
    hint: 'Move left to see how the model predicted this sentence at earlier steps.',
    waiting: 'Computing earlier steps…',
    nothing: 'This model is too large to store its history. A sentence can only be followed from now on.',
    alone:
      'Loss and gradient are for this sentence alone, not its batch. For slow motion or a what-if, return to the latest step and turn off “Follow this sentence”.',
    pairAlone: 'Total loss of this pair alone, at this step',
    multiples: 'How each prediction developed',
    multiplesLead:
      'One chart per selected token: the probability of the original over training, with its strongest competitors.',
    original: 'original',
    chart: (token: string) => `“${token}”`,
    range: (first: string, last: string) => `Left to right: step ${first} to ${last}. Bottom to top: 0 to 100%.`,
    gaps: 'A line breaks where the token isn’t among the top five.',
  },

  examples: {
    title: 'Held-out sentences (never trained on)',
    lead: 'The same blanks throughout training; here every blank is a [MASK]. Typically: first noise, then grammatical words, then words that make sense.',
    original: 'Original',
    step: (step: string) => (step === '0' ? 'untrained' : `step ${step}`),
    now: 'now',
    right: 'correct',
    wrong: 'wrong',
    tally: (right: number, blanks: number) => `${right} of ${blanks} correct`,
    none: 'Nothing to show: the text is too short to hold sentences out, or this objective has no MLM.',
  },
};
