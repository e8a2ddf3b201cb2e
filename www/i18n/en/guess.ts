// Guessing a masked word before the model does.

export const guess = {
  guess: {
    title: 'Guess before the model does',
    lead: 'One word of the example is masked, for you and for the model. Write your guess, then see both scored.',
    begin: 'Hide a word',
    pauses: 'Training pauses meanwhile.',
    gap: '?',
    ask: 'Which word is hidden?',
    submit: 'Guess',
    giveUp: 'Show the answer',
    another: 'Another word',
    who: 'Whose guess',
    word: 'Word',
    probability: 'Model’s probability',
    loss: '−log p',
    you: 'You',
    model: 'Model',
    original: 'Original',
    right: 'right',
    wrong: 'wrong',
    verdicts: {
      both: 'You and the model both guessed the word.',
      you: 'You guessed the word, the model didn’t.',
      model: 'The model guessed the word, you didn’t.',
      none: 'Neither of you guessed the word.',
      gaveUp: 'This is the word, and what the model said.',
    },
    bound: 'Your word isn’t among the model’s five likeliest tokens. Only an upper bound on its probability is known.',
    noToken: 'Your word isn’t a token of this vocabulary, so the model can’t give it a probability at one position.',
    tally: (asked: string, you: string, model: string) => `Right so far, of ${asked}: you ${you}, the model ${model}.`,
  },
};
