// Fine-tuning, tasks and their scores.

import type { Entry } from '../../terms';

export const tasks = {
  fine_tuning: {
    text: 'Training a pre-trained model further on a task with labels: a new head on top, and usually all parameters are updated. It takes few examples and minutes instead of days.',
    forms: ['fine-tune', 'fine-tuned', 'fine tuning'],
  },
  transfer: {
    text: 'Using what was learned on one task for another. Pre-training on plain text pays because a task with few labels can build on it.',
    forms: ['transfer'],
  },
  feature_based: {
    text: 'Using the outputs of a pre-trained model as fixed inputs of a new, small model. ELMo was used this way; with BERT it means a frozen encoder.',
  },
  frozen: {
    text: 'Not updated. With a frozen encoder only the new head learns, and no gradient reaches the encoder.',
    forms: ['frozen encoder'],
  },
  from_scratch: {
    text: 'Training on the task from random weights, without pre-training: the comparison that shows what pre-training is worth.',
  },
  classification: {
    text: 'Giving one of several labels to a text or a pair of texts, such as its sentiment or topic. The head reads the pooled [CLS] vector or the mean of all output vectors.',
    forms: ['classifier', 'classify'],
  },
  named_entity: {
    text: 'Marking names of people, places and the like: one tag for each word, predicted from the output vector of its first piece. The tag O says that a word belongs to no name.',
    forms: ['NER', 'named entity', 'Named entities', 'named entities'],
  },
  question_answering: {
    text: 'Finding the answer to a question as a span of a given passage. The head gives every token a start score and an end score; the best pair is the answer.',
    forms: ['SQuAD'],
  },
  f1: {
    text: 'The harmonic mean of precision (how much of what was found is right) and recall (how much of what is right was found).',
  },
  macro_f1: {
    text: 'The mean of the F1 scores of all classes. Each class counts the same, however rare it is.',
    forms: ['macro F1'],
  },
  micro_f1: {
    text: 'F1 over all decisions together, so that frequent classes count more. Here over words whose tag is not O.',
    forms: ['micro F1'],
  },
  entity_f1: {
    text: 'F1 over whole names, as seqeval computes it: a name is right only if all its words and its kind are.',
    forms: ['seqeval'],
  },
  exact_match: {
    text: 'The share of answers that equal the expected text, apart from case, punctuation and articles.',
  },
  confusion_matrix: {
    text: 'A table of counts: rows are the true labels, columns the predictions. Right answers are on the diagonal, and the other cells show which labels are mistaken for which.',
  },
  standard_deviation: {
    text: 'How far results typically lie from their mean, here over several seeds. Two models whose difference is smaller cannot be told apart by one run each.',
  },
  standard_error: {
    text: 'How far the mean of a few runs typically lies from the mean of very many: the standard deviation, divided by the square root of the number of runs.',
  },
  mnli: {
    text: 'A task of the BERT paper (Multi-Genre Natural Language Inference): does the second sentence follow from the first, contradict it, or neither? Scored by accuracy.',
  },
  ablation: {
    text: 'Leaving out one part and training again, to see what the part is worth. Table 5 of the BERT paper leaves out NSP, then the right context.',
  },
} satisfies Record<string, Entry>;
