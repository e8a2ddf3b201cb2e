// Curves: their names, the comparison of runs, the meaning of a loss.

export const curves = {
  curves: {
    title: 'Is it learning?',
    lead: 'Losses should fall and accuracies rise. Held-out (validation) documents are never trained on. If the training loss falls while the held-out loss rises, the model is overfitting: it memorizes the training text.',
    /** By the name of a loss. */
    losses: { mlm: 'MLM loss', nsp: 'NSP loss', causal: 'Next-token loss (GPT-1)' } as Record<string, string>,
    accuracy: 'Held-out accuracy',
    train: 'training',
    heldOut: 'held-out',
    measures: {
      train: 'training',
      smoothed: 'smoothed',
      heldOut: 'held-out',
      mlm: 'MLM',
      nsp: 'NSP',
      causal: 'next token',
    } as Record<string, string>,
    uniform: (loss: string) => `uniform guess ${loss}`,
    byFrequency: (loss: string) => `token-frequency baseline ${loss}`,
    coin: (loss: string) => `coin flip ${loss}`,
    byLabels: (loss: string) => `label-frequency baseline ${loss}`,
    majority: (share: string) => `majority class ${share}`,
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
      `Thin line: loss of each step’s batch. Thick line: moving average over ${steps} steps (a straight-line fit at both ends).`,
    rawNote: 'The line shows the loss of each step’s batch.',
    save: 'Save as',
    saveAs: (format: string) => `Save the curves as ${format}`,
    notSaved: (format: string) => `The browser couldn’t create the ${format} file. Try SVG instead.`,
    runs: 'Runs',
    now: 'now',
    thisRun: 'this run',
    sameAgain: 'same settings, earlier run',
    earlier: 'earlier',
    flag: (name: string, on: boolean) => `${name}: ${on ? 'on' : 'off'}`,
    ownText: (letters: number) => `your text (${letters.toLocaleString('en')} characters)`,
    remove: (name: string) => `Remove the run ${name}`,
    notDrawn: {
      text: 'not shown: different corpus, so losses aren’t comparable',
      vocabulary: 'not shown: different vocabulary size, so losses aren’t comparable',
    },
    cautions: {
      masking:
        'Compare with care: these runs use different masking, and each is evaluated with its own. A token left unchanged is easier to predict than a masked one.',
      objective: 'These runs have different objectives. Only losses that both train are compared.',
    },
    picture: {
      title: 'BERT pre-training, live in the browser',
      facts: (corpus: string, masking: string, seed: string) => `${corpus} · masking ${masking} · seed ${seed}`,
      at: (step: string, steps: string) => `step ${step} of ${steps}`,
      smoothed: (steps: number) => `training loss smoothed over ${steps} steps`,
    },
  },

  lossInWords: {
    means: ' means: as uncertain as choosing',
    after: ' (the perplexity).',
    among: (words: string) => `among ${words} tokens`,
    evenly: 'uniform guess',
    certain: 'certain',
    uniform: (words: string, loss: string) => `A uniform guess over all ${words} tokens gives ${loss}.`,
    byFrequency: (loss: string, words: string) =>
      `Always guessing by token frequency gives ${loss}, like choosing among ${words}.`,
    nothingYet: 'Nothing has been learned yet.',
    slightlyWorse:
      ' is a little worse than a uniform guess. That is common in the first steps; if it stays there, try a lower learning rate.',
    worse:
      ' is worse than a uniform guess: the model is confidently wrong. If it stays there, training has diverged; try a lower learning rate.',
    way: (share: string) => `So far: ${share} of the way from a uniform guess to certainty.`,
    frequencies: (share: string) =>
      `So far the model has closed ${share} of the gap between the uniform guess and the token-frequency baseline.`,
    context: (by: string) =>
      `The training loss is ${by} below the frequency baseline: the model uses the context. If the held-out loss isn’t below it too, the model is memorizing.`,
  },
};
