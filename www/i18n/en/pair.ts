// The second question.

export const pair = {
  pair: {
    title: 'Does B follow A?',
    lead: 'The answer is read from the vector at [CLS] alone.',
    a: 'A',
    b: 'B',
    is_next: 'IsNext',
    not_next: 'NotNext',
    truth: 'Truth',
    source: (document: number, sentence: number) => `document ${document}, sentence ${sentence}`,
    sameDocument: 'B comes right after A in the same document.',
    otherDocument: 'B was taken from another document.',
    answer: 'Answer of [CLS]',
    loss: 'Loss',
    lossIs: (probability: string, loss: string) => `−log ${probability} = ${loss}`,
    sum: 'One step, one sum',
    sumOf: (mlm: string, nsp: string, total: string) => `${mlm} + ${nsp} = ${total}`,
    masked: 'Masked tokens',
    next: 'Next sentence',
    total: 'Total',
    objective: 'Train',
    objectives: { 'mlm+nsp': 'Both', mlm: 'Masked tokens only', nsp: 'Next sentence only' },
    off: 'Next sentence prediction takes no part in this run.',
    startsAnew: 'Changing this starts a new run.',
  },
};
