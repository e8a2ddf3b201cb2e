// Curves: their names, the comparison of runs, the meaning of a loss.

export const curves = {
  curves: {
    title: 'Is it learning?',
    lead: 'Lower losses, higher accuracies; held-out documents are never trained on.',
    /** By the name of a loss. */
    losses: { mlm: 'Masked-token loss', nsp: 'Next-sentence loss', causal: 'Next-token loss (GPT-1)' } as Record<
      string,
      string
    >,
    accuracy: 'Accuracy on held-out documents',
    train: 'training',
    heldOut: 'held out',
    measures: {
      train: 'training',
      smoothed: 'smoothed',
      heldOut: 'held out',
      mlm: 'masked tokens',
      nsp: 'next sentence',
      causal: 'next token',
    } as Record<string, string>,
    uniform: (loss: string) => `guessing evenly ${loss}`,
    byFrequency: (loss: string) => `by frequency ${loss}`,
    coin: (loss: string) => `a coin ${loss}`,
    majority: (share: string) => `commoner label ${share}`,
    at: (step: string) => `Step ${step}`,
    step: 'step',
    empty: 'The curve begins with the first step.',
    explore: (title: string) => `${title}: read values step by step with the arrow keys`,
    axes: { loss: 'Loss axis', steps: 'Step axis' },
    linear: 'linear',
    log: 'log',
    smoothing: 'Smoothing',
    none: 'none',
    over: (steps: number) => `${steps} steps`,
    smoothingNote: (steps: number) =>
      `The thin line is the loss of each step, on that step’s batch alone. The strong one is the mean of the ${steps} steps around each; at both ends, a straight line fitted to the outermost ${steps}.`,
    rawNote: 'The line is the loss of each step, on that step’s batch alone.',
    save: 'Save as',
    saveAs: (format: string) => `Save the curves as ${format}`,
    notSaved: (format: string) => `The browser could not make the ${format} picture. SVG needs no drawing: try that.`,
    runs: 'Runs',
    now: 'now',
    thisRun: 'this run',
    sameAgain: 'the same, earlier',
    earlier: 'earlier',
    flag: (name: string, on: boolean) => `${name}: ${on ? 'yes' : 'no'}`,
    ownText: (letters: number) => `own text of ${letters.toLocaleString('en')} letters`,
    remove: (name: string) => `Remove the run ${name}`,
    notDrawn: {
      text: 'not drawn: it reads other text, so its losses answer other questions',
      vocabulary: 'not drawn: it chooses among another number of words, so its losses measure something else',
    },
    cautions: {
      masking:
        'Compare with care: these runs hide words by different rules, and each is tested by its own. A word left in place is easier to predict than a hidden one.',
      objective: 'These runs have different objectives: only what both train is drawn on one axis.',
    },
    picture: {
      title: 'BERT pre-training, live in the browser',
      facts: (corpus: string, masking: string, seed: string) => `${corpus} · masking ${masking} · seed ${seed}`,
      at: (step: string, steps: string) => `step ${step} of ${steps}`,
      smoothed: (steps: number) => `training smoothed over ${steps} steps`,
    },
  },

  lossInWords: {
    means: ' means: as unsure as a choice',
    after: '.',
    among: (words: string) => `among ${words} words`,
    evenly: 'guessing evenly',
    certain: 'certain',
    uniform: (words: string, loss: string) => `Guessing evenly among all ${words} would give ${loss}.`,
    byFrequency: (loss: string, words: string) =>
      `Guessing each word as often as it occurs would give ${loss}, a choice among ${words}.`,
    nothingYet: 'Nothing has been learned yet.',
    worse: ' is worse than guessing: the model is sure, and wrong.',
    way: (share: string) => `So far: ${share} of the way to being certain.`,
    frequencies: (share: string) => `So far it has learned ${share} of what word counts alone can teach.`,
    context: (by: string) => `It is ${by} better than that: it uses the words around the blank.`,
  },
};
