// What stands around the lessons. The lessons themselves: www/lessons/en.

export const lessons = {
  lessons: {
    title: 'Lessons',
    lead: (minutes: number) =>
      `Seven lessons on the model that trains in this page, about ${minutes} minutes in all. Leave at any moment, try something, and come back: your place is kept.`,
    unknown: (id: string) => `There is no lesson called “${id}”. These are there:`,
    minutes: (minutes: number) => `${minutes} min`,
    doneOf: (done: number, all: number) => `${done} of ${all} steps`,
    allDone: '✓ done',
    stepOf: (step: number, all: number) => `Step ${step} of ${all}`,
    stepNamed: (step: number, title: string, done: boolean) => `Step ${step}: ${title}${done ? ', done' : ''}`,
    otherSettings: 'This lesson needs other settings than those of the current run.',
    useSettings: 'Start a run for this lesson',
    paused: 'Training is paused while you look. Play continues it.',
    back: 'Back',
    next: 'Next',
    nextLesson: (title: string) => `Next lesson: ${title}`,
    finish: 'To the model',
    skip: 'Skip',
    question: 'A question',
    right: 'Right.',
    wrong: 'Not quite.',
    begin: 'Start this run',
    train: (steps: number) => `Train to step ${steps}`,
    trained: (step: number, steps: number) => `${Math.min(step, steps)} of ${steps} steps`,
    enter: 'Your answer',
    check: 'Check',
    notNear: 'That is not it. Compare with the numbers in the panel, and use two decimals.',
    clickToken: 'Click a token of the example to answer.',
    low: (token: string, loss: string) => `The hatched bar of “${token}” is low: ${loss}. Look for a taller one.`,
    other: (token: string, fate: string) => `“${token}” has the role “${fate}”. Look for another one.`,
    done: 'Done.',
  },

  worksheet: {
    title: 'Worksheet',
    withAnswers: 'Worksheet with answers',
    name: 'Name',
    print: 'Print',
    fromTheModel: '(as the model of the class shows it)',
    blanks: {
      guess: 'My guess: ____________   −log p: ______   The model’s: ____________   −log p: ______',
      open: 'Token: ____________   Loss: ________   Scored? ______   Gradient at its output: ________',
      enter: 'MLM loss: ________ + NSP loss: ________ = total loss: ________',
    },
  },
};
