// Text, tokens, sequences.

import type { Entry } from '../../terms';

export const text = {
  corpus: {
    text: 'The collection of text that a model is pre-trained on. BERT read English Wikipedia and the BooksCorpus, 3.3 billion words; this page reads about a thousand short stories, or your own text.',
  },
  document: {
    text: 'A piece of connected text in the corpus, such as a story. A sentence pair takes A from one document, and a random B from another one.',
  },
  token: {
    text: 'The unit that the model reads and predicts: a word, a piece of a word, or a punctuation mark. Each has a number in the vocabulary.',
  },
  tokenizer: {
    text: 'The program that cuts text into tokens and turns them into numbers. BERT’s first separates words and punctuation (the uncased one in lower case), then cuts unknown words into WordPieces.',
    forms: ['tokeniser'],
  },
  wordpiece: {
    text: 'BERT’s way to cut words: a frequent word is one token, a rare one is written as several pieces that the vocabulary has. So about 30,000 tokens are enough for almost any English text.',
  },
  continuation: {
    text: 'Marks a WordPiece that continues a word. “playing” may be written play ##ing; a piece without ## begins a word.',
  },
  vocabulary: {
    text: 'The list of all tokens that the model can read and predict. BERT-base has 30,522 of them; the vocabulary of this page is made from its corpus and has 1,000 at most.',
  },
  special_token: {
    text: 'A token that stands for no text but has a job of its own: [CLS], [SEP], [MASK], [UNK] and [PAD]. [CLS] and [SEP] are never selected for prediction.',
  },
  cls: {
    text: 'The special token at the start of every sequence (“classification”). Its output stands for the whole sequence: next sentence prediction and text classifiers read it.',
  },
  sep: {
    text: 'The special token at the end of each segment (“separator”): [CLS] A [SEP] B [SEP].',
  },
  mask: {
    text: 'The special token that replaces 80% of the selected tokens. It hides the original; the model has to infer it from the tokens around.',
  },
  unk: {
    text: 'The special token for a word that the vocabulary cannot write, not even in pieces (“unknown”). What the word was is lost to the model.',
  },
  pad: {
    text: 'The special token that fills a short sequence up to the common length of the batch.',
  },
  padding: {
    text: 'Positions at the end of a short sequence that hold no text, so that all sequences of a batch have one length. Attention leaves them out, and they are never scored.',
    forms: ['padding position'],
  },
  sequence: {
    text: 'One input of the model: [CLS] A [SEP] B [SEP], a row of tokens. BERT-base takes up to 512 tokens, this page 32 by default.',
  },
  position: {
    text: 'The place of a token in its sequence, counted from [CLS]. The model has one output vector at each position.',
  },
  segment: {
    text: 'Whether a token belongs to sentence A (0, with [CLS] and the first [SEP]) or to B (1). The model adds a different embedding for each.',
    forms: ['segment', 'token type'],
  },
  sentence_pair: {
    text: 'The two stretches of text, A and B, in one sequence. Each may be several sentences long. In about half of the pairs B is what really followed A.',
  },
  original_token: {
    text: 'The token that stood in the text before masking. At a selected position it is the right answer.',
  },
  label: {
    text: 'The right answer that a prediction is scored against. In pre-training the text itself provides it; in fine-tuning people wrote it.',
    forms: ['labelled', 'labeled'],
  },
  held_out: {
    text: 'Documents that are set aside before training and used only to evaluate. Here they are 10% of the documents. A model that has merely memorized its training text does badly on them.',
    forms: [
      'held-out',
      'held out',
      'held-out data',
      'held-out document',
      'held-out text',
      'held-out position',
      'validation data',
      'validation',
    ],
  },
} satisfies Record<string, Entry>;
