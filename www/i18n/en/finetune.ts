// Fine-tuning: the experiment and what came of it.

import type { DataNote } from '../../engine/types';
import { n } from './count';

const notes: { [Code in DataNote['code']]: (note: Extract<DataNote, { code: Code }>) => string } = {
  few_examples: ({ found, expected }) =>
    `Only ${found} training examples are available instead of ${expected}. All of them are used.`,
  without_label: ({ count }) =>
    `${n(count, 'training example is', 'training examples are')} left out: the answer is beyond the maximum sequence length.`,
  cut: ({ training, test }) =>
    `Longer than the maximum sequence length, so truncated: ${n(training, 'training example', 'training examples')} and ${n(test, 'test example', 'test examples')}.`,
  missing_classes: ({ classes }) => `No training example has the class ${classes.join(', ')}.`,
  one_class: ({ class: name }) =>
    `All training examples have the same class, ${name}, so there is nothing to learn to distinguish.`,
  unknown_classes: ({ classes }) =>
    `Test examples have the class ${classes.join(', ')}, which no training example has. They count as wrong.`,
  unknown_words: ({ percent }) =>
    `${percent}% of the tokens are not in the vocabulary, so this model reads them as [UNK]. Choose a model that was pre-trained on similar text.`,
};

export const finetune = {
  finetune: {
    title: 'Fine-tune a pre-trained model',
    lead: 'Pre-training needs no labels. A task does. Three models learn the same task from the same few labelled examples, in the same order: one starts from random weights, one keeps its pre-trained encoder and trains only the new head, one trains everything (fine-tuning). Using what was learned before for a new task is called transfer.',
    modes: { scratch: 'From scratch', frozen: 'Frozen encoder', tuned: 'Fine-tuned' },
    modesAbout: {
      scratch: 'random initial weights, all trained',
      frozen: 'pre-trained encoder, only the head is trained (feature-based), with 10 × the learning rate',
      tuned: 'pre-trained encoder, all weights trained',
    },
    from: 'Pre-trained weights',
    bases: {
      shipped: 'The model that comes with the page',
      run: (step: string) => `The run on this page, at step ${step}`,
      files: 'A checkpoint from your computer',
    },
    baseNotes: {
      shipped: 'Pre-trained for 3,000 steps on the corpus “Short stories” (1 MB, downloaded when you start).',
      run: 'The run pauses during fine-tuning.',
      files: 'The files of a folder or a zip, in Hugging Face format.',
    },
    opened: (name: string, parameters: string, layers: number) =>
      `${name}: ${parameters} parameters, ${n(layers, 'layer', 'layers')}`,
    data: 'Labelled examples',
    languages: { en: 'English', ko: 'Korean' } as Record<string, string>,
    presets: { sentiment: 'Sentiment', topic: 'Topic', ner: 'Named entities', qa: 'Question answering' } as Record<
      string,
      string
    >,
    presetAbout: (training: number, test: number, corpus: string) =>
      `Up to ${training} training examples and ${test} test examples, in the language of the corpus “${corpus}”. The words that decide a test example occur in that corpus, but in no labelled training example.`,
    otherCorpus: (corpus: string, own: string) =>
      `These examples are about the world of the corpus “${corpus}”. The chosen model was pre-trained on “${own}”.`,
    own: 'My own file',
    tasks: {
      sequence: 'A class for each text or pair of texts',
      token: 'A tag for each word',
      question: 'An answer within a passage',
    },
    ownNote:
      'CSV, TSV, JSON Lines or CoNLL. Columns: text, pair (optional), label · words, tags · context, question, answer, start (optional). The file stays on this computer; after a reload it has to be chosen again.',
    chooseFile: 'Choose a file',
    paste: 'or paste rows here (CSV with column names in the first line)',
    usePasted: 'Read the pasted rows',
    missing: (part: string) => `There is no column “${part}”. Which column is it?`,
    column: 'Column',
    read: (examples: string, classes: number) =>
      `${examples} usable examples${classes > 0 ? `, ${n(classes, 'label', 'labels')}` : ''}.`,
    faults: (count: number) => `${n(count, 'row', 'rows')} cannot be used:`,
    faultLine: (line: number, message: string) => `line ${line}: ${message}`,
    leaveOut: 'Continue without these rows',
    splitNote: 'Every fifth example (at most 500) is held out for testing.',
    example: 'An example',
    settings: 'Training settings',
    labels: 'labelled examples',
    labelsField: 'Labelled examples',
    steps: 'step',
    stepsField: 'Training steps',
    seedsField: 'Seeds (runs per model)',
    pool: 'Input of the classification head',
    pools: { cls: 'the output at [CLS]', mean: 'the mean of all outputs' },
    start: 'Start',
    sweep: 'All label counts, 8 to 512',
    sweepNote: (runs: number) => `${runs} runs, which take a few minutes.`,
    pause: 'Pause',
    resume: 'Continue',
    left: (done: number, cells: number) => `An experiment was left after ${done} of ${cells} rounds.`,
    close: 'Discard',
    progress: (cell: number, cells: number, labels: number, seed: number) =>
      `Round ${cell} of ${cells}: ${labels} examples, seed ${seed}`,
    stepOf: (step: number, steps: number) => `step ${step} of ${steps}`,
    timeLeft: (seconds: string) => `about ${seconds} s left`,
    done: 'Done. The run on this page continues.',
    notes,
    majority: 'Majority class',
    score: { sequence: 'accuracy', token: 'entity F1', question: 'F1' },
    scores: {
      accuracy: 'Accuracy',
      macro_f1: 'Macro F1',
      word_accuracy: 'Accuracy per word',
      micro_f1: 'Micro F1 (words that are not O)',
      entity_f1: 'Entity F1 (seqeval)',
      exact_match: 'Exact match (SQuAD)',
      f1: 'F1 (SQuAD)',
    },
    learning: 'Does pre-training help?',
    learningLead: (labels: number, seeds: number) =>
      `${labels} labelled examples; lines are means over ${n(seeds, 'seed', 'seeds')}, bands span the lowest to the highest value.`,
    scoreTitle: (score: string) => `Test ${score} during training`,
    lossTitle: 'Training loss',
    labelsTitle: (score: string) => `Test ${score} by number of labelled examples`,
    asTable: 'As a table',
    testCaption: (count: number) => `On ${count} test examples that none of the models was trained on`,
    spreadNote: '± is the standard deviation over the seeds. One seed says little: with few labels, scores vary a lot.',
    movement: 'What changed',
    movementLead:
      'How far fine-tuning moved the weights of each part: the distance from their initial values, relative to the norm of these. A frozen encoder does not move at all.',
    embeddings: 'Embeddings',
    layer: (number: number) => `Layer ${number}`,
    pooler: 'Pooler',
    try: 'Try it',
    tryLead: {
      sequence: 'Type a text. All models label it, even during training.',
      token: 'Type a sentence. All models tag its words, even during training.',
      question: 'Type a passage and a question. All models mark their answer, even during training.',
    },
    tryText: { sequence: 'Text', token: 'Sentence', question: 'Passage' },
    tryPair: { sequence: 'Second text, if the task has pairs', token: '', question: 'Question' },
    tryExample: 'A test example',
    spans: 'Start and end scores of each token',
    spanStart: 'start',
    spanEnd: 'end',
    errors: 'Correct and wrong',
    errorsLead: 'What the last three models predict for the test examples.',
    which: 'Model',
    confusion: 'Confusion matrix',
    confusionNote: 'Rows are the labels, columns are the model’s predictions. Correct ones lie on the diagonal.',
    confusionCorner: 'label',
    sentences: 'Test examples, the most confident first',
    rightOf: (right: number, all: number) => `${right} of ${all} are correct.`,
    wrongOnly: 'Only wrong ones',
    isRight: 'correct',
    labelIs: (label: string) => `correct: ${label}`,
    sure: (percent: string) => `predicted with probability ${percent}`,
    noneWrong: 'None.',
    more: (count: number) => `${count} more ${count === 1 ? 'is' : 'are'} not listed.`,
    testNow: 'Evaluate the current models',
    headButton: 'What the head reads',
    headLead: (loss: string) =>
      `The loss of this example alone is ${loss}. The head reads the framed outputs; the hatched ones don’t enter the loss.`,
    headGradient: 'Bars: norm of the loss’s gradient at each output. Where the head does not read, it is exactly 0.',
    headFrozen: 'The encoder is frozen: the gradient ends at the head, and no output of the encoder receives one.',
    save: 'Save for transformers',
    saveModel: (mode: string) => `Save “${mode}” (zip)`,
  },
};
