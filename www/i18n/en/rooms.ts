// The rooms of the page, and the way between them.

export const rooms = {
  roomsLabel: 'Rooms',
  rooms: {
    learn: 'Learn',
    train: 'Pre-train',
    finetune: 'Fine-tune',
    compare: 'Compare',
    settings: 'Settings',
  },

  groups: {
    pair: 'Sentence pair',
    sentence: 'Your own sentence',
    guess: 'Guess',
    examples: 'Held-out sentences',
    vocabulary: 'Vocabulary',
    attention: 'Attention',
    parameters: 'Parameters',
    tune: 'Learn a task',
    tuned: 'Results',
    compare: 'Compare with other models',
    change: 'Settings, links and files',
  },
  looksLabel: 'Closer looks',

  inShort: {
    label: 'In short',
    begin: 'New to BERT? Lesson 1: Mask',
    goOn: 'Go on with the lesson',
    sentences: [
      'About 15% of the tokens are selected: the coloured columns.',
      'The model has to predict the original token at each of them, and the loss is the mean over these positions alone.',
      'Everything else is read but not scored: the gradient at its output is exactly 0.',
    ],
  },
};
