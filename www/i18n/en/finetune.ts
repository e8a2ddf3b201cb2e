// Fine-tuning: the experiment and what came of it.

import type { DataNote } from '../../engine/types';
import { n } from './count';

const notes: { [Code in DataNote['code']]: (note: Extract<DataNote, { code: Code }>) => string } = {
  few_examples: ({ found, expected }) => `There are ${found} training examples, not ${expected}: all of them are used.`,
  without_label: ({ count }) =>
    `${n(count, 'training example is', 'training examples are')} left out: the answer lies behind the end of the row.`,
  cut: ({ training, test }) =>
    `Longer than a row and cut at its end: ${n(training, 'training example', 'training examples')} and ${n(test, 'test example', 'test examples')}.`,
  missing_classes: ({ classes }) => `No example to learn from has the class ${classes.join(', ')}.`,
  one_class: ({ class: name }) => `All examples to learn from have one class, ${name}: there is nothing to tell apart.`,
  unknown_classes: ({ classes }) =>
    `Test examples have the class ${classes.join(', ')}, which no training example has: they count as wrong.`,
  unknown_words: ({ percent }) =>
    `The vocabulary does not contain ${percent}\u00a0% of the tokens: this model reads them all as [UNK]. Choose a model that was pre-trained on text like this.`,
};

export const finetune = {
  finetune: {
    title: 'Fine-tune a pre-trained model',
    lead: 'Pre-training needs no labels. A task does. Three models learn the same task from the same few labelled examples, in the same order: one starts from random weights, one keeps its pre-trained encoder and trains only the new head, one trains everything.',
    modes: { scratch: 'From scratch', frozen: 'Frozen encoder', tuned: 'Fine-tuned' },
    modesAbout: {
      scratch: 'random weights, all of them are trained',
      frozen: 'pre-trained encoder, only the head is trained (feature-based), at ten times the learning rate',
      tuned: 'pre-trained encoder, all weights are trained',
    },
    from: 'Pre-trained weights',
    bases: {
      shipped: 'The model that comes with the page',
      run: (step: string) => `The run on this page, at step ${step}`,
      files: 'A checkpoint from your computer',
    },
    baseNotes: {
      shipped: 'Pre-trained for 3,000 steps on the corpus “stories” (1 MB, fetched when you start).',
      run: 'The run pauses while the task is learned.',
      files: 'A folder’s files or a zip, as Hugging Face has them.',
    },
    opened: (name: string, parameters: string, layers: number) =>
      `${name}: ${parameters} weights, ${n(layers, 'layer', 'layers')}`,
    data: 'Labelled examples',
    presets: { sentiment: 'Sentiment', topic: 'Topic', ner: 'Named entities', qa: 'Question answering' } as Record<
      string,
      string
    >,
    presetAbout: (training: number, test: number, corpus: string) =>
      `Up to ${training} examples to learn from, ${test} for the test, in the language of the corpus “${corpus}”. The words that decide a test example occur in that corpus, but in no labelled training example.`,
    otherCorpus: (corpus: string, own: string) =>
      `These examples are about the world of the corpus “${corpus}”; the chosen model was trained on “${own}”.`,
    own: 'My own file',
    tasks: {
      sequence: 'A class for each text or pair',
      token: 'A tag for each word',
      question: 'An answer within a passage',
    },
    ownNote:
      'CSV, TSV, JSON Lines or CoNLL. Columns: text, pair (optional), label · words, tags · context, question, answer, start (optional). The file stays on this computer.',
    chooseFile: 'Choose a file',
    paste: 'or paste rows here (CSV with a line of column names)',
    usePasted: 'Read the pasted rows',
    missing: (part: string) => `No column is called “${part}”. Which one is it?`,
    column: 'Column',
    read: (examples: string, classes: number) =>
      `${examples} usable examples${classes > 0 ? `, ${n(classes, 'label', 'labels')}` : ''}.`,
    faults: (count: number) => `${n(count, 'row', 'rows')} cannot be used:`,
    faultLine: (line: number, message: string) => `line ${line}: ${message}`,
    leaveOut: 'Go on without these rows',
    splitNote: 'Every fifth example, 500 at most, is kept for the test.',
    example: 'An example',
    settings: 'How it is learned',
    labels: 'labelled examples',
    labelsField: 'Labelled examples',
    steps: 'step',
    stepsField: 'Training steps',
    seedsField: 'Seeds (runs per model)',
    pool: 'The head of a text reads',
    pools: { cls: 'the output at [CLS]', mean: 'the mean of all outputs' },
    start: 'Start',
    sweep: 'All label counts, 8 to 512',
    sweepNote: (runs: number) => `${runs} runs: some minutes.`,
    pause: 'Pause',
    resume: 'Continue',
    close: 'Discard',
    progress: (cell: number, cells: number, labels: number, seed: number) =>
      `Round ${cell} of ${cells}: ${labels} examples, seed ${seed}`,
    stepOf: (step: number, steps: number) => `step ${step} of ${steps}`,
    timeLeft: (seconds: string) => `about ${seconds} s left`,
    done: 'Done. The page’s run goes on.',
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
      `${labels} labelled examples; lines are means over ${n(seeds, 'seed', 'seeds')}, bands reach from the worst to the best.`,
    scoreTitle: (score: string) => `Test ${score} while learning`,
    lossTitle: 'Training loss',
    labelsTitle: (score: string) => `Test ${score} by number of labelled examples`,
    asTable: 'As a table',
    testCaption: (count: number) => `On ${count} test examples that no model was trained on`,
    spreadNote:
      '± is the standard deviation over the seeds. One seed says little: small sets of labels give scores that vary.',
    movement: 'What moved',
    movementLead:
      'Parameter re-adjustment: the distance of each part’s weights from where they began, relative to their length. A frozen encoder does not move at all.',
    embeddings: 'Embeddings',
    layer: (number: number) => `Layer ${number}`,
    pooler: 'Pooler',
    try: 'Try it',
    tryLead: {
      sequence: 'Type a text. Every model labels it, while it trains too.',
      token: 'Type a sentence. Every model tags its words, while it trains too.',
      question: 'Type a passage and a question. Every model marks its answer, while it trains too.',
    },
    tryText: { sequence: 'Text', token: 'Sentence', question: 'Passage' },
    tryPair: { sequence: 'Second text, if the task has pairs', token: '', question: 'Question' },
    tryExample: 'A test example',
    spans: 'Start and end scores of each token',
    spanStart: 'start',
    spanEnd: 'end',
    errors: 'Right and wrong',
    errorsLead: 'What the last three models predict for the test examples.',
    which: 'Model',
    confusion: 'Confusion matrix',
    confusionNote: 'Rows are the labels, columns are the model’s predictions. Correct ones lie on the diagonal.',
    confusionCorner: 'label',
    sentences: 'Test examples, the most confident first',
    rightOf: (right: number, all: number) => `${right} of ${all} are right.`,
    wrongOnly: 'Only the wrong ones',
    isRight: 'right',
    labelIs: (label: string) => `the label is: ${label}`,
    sure: (percent: string) => `probability ${percent}`,
    noneWrong: 'None.',
    more: (count: number) => `${count} more are not listed.`,
    testNow: 'Test the models as they are now',
    headButton: 'What the head reads',
    headLead: (loss: string) =>
      `The loss of this example alone is ${loss}. It reads the framed outputs; the hatched ones count for nothing.`,
    headGradient: 'Bars: length of the loss’s gradient at each output. Where the head does not read, it is exactly 0.',
    headFrozen: 'The encoder is frozen: the gradient ends at the head, and no output of the encoder gets one.',
    save: 'Save for transformers',
    saveModel: (mode: string) => `Save “${mode}” (zip)`,
  },
};
