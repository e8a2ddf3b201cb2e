// What each part of the recipe is worth.

import { n } from './count';

export const ablations = {
  ablations: {
    title: 'What is each part worth?',
    lead: 'Models without one part of the recipe (ablations), pre-trained on the same stories for the same number of steps, then fine-tuned on the same labelled examples.',
    precomputed: 'Precomputed.',
    source: (date: string, steps: number, labels: number, seeds: string) =>
      `Not trained in this browser: on ${date}, ${n(steps, 'step', 'steps')} of pre-training, ${n(labels, 'label', 'labels')}, seeds ${seeds}, by the command`,
    parts: 'Without next sentence prediction, without right context',
    masking: 'Masking rules',
    order: 'Shares in the order of the paper: masked / kept / random, in percent.',
    ours: 'Ours: mean over the seeds ± standard deviation, in percent',
    guessing:
      'Always answering the most frequent label gives 50.0 on sentiment, 25.0 on topic, and 0 on named entities and question answering.',
    table5: 'The paper’s Table 5: BERT-base, in percent',
    table8: 'The paper’s Table 8: BERT-base, in percent',
    table8Columns: ['MNLI', 'NER', 'NER, frozen'],
    rows: {
      mlm_nsp: 'MLM + NSP (80/10/10)',
      no_nsp: 'No NSP',
      ltr_no_nsp: 'Left to right (LTR) & No NSP',
      mask_100_0_0: '100/0/0',
      mask_80_0_20: '80/0/20',
      mask_80_20_0: '80/20/0',
      own: 'The run on this page',
    },
    present: '← same as the run on this page',
    columns: {
      sentiment: 'sentiment',
      topic: 'topic',
      ner: 'named entities (NER)',
      ner_frozen: 'NER, encoder frozen',
      qa: 'question answering (QA)',
    },
    directions: 'The same direction as in the paper?',
    same: 'Wherever both have the comparison, the full recipe is ahead here too.',
    differs: 'Not everywhere. In the paper the full recipe is ahead; here it is behind:',
    ahead: (row: string, task: string, points: string, clear: boolean) =>
      `${row} is ahead by ${points} points on ${task}${clear ? ', more than two standard errors.' : ', within two standard errors: so it may be chance.'}`,
    limits:
      'What these tables cannot show: the losses of left-to-right and masked models are different quantities, so only tasks are compared. A left-to-right model learns from every position, a masked one from 15%: in the same number of steps it makes about six times as many predictions. Three seeds show only large differences. With half a million parameters and a thousand stories, the order of the rows may differ from BERT-base. Scores: accuracy for sentiment and topic, F1 of whole entities for NER, F1 of words for QA (question answering). Classification heads read the mean over all tokens, since a left-to-right [CLS] sees only itself.',
    here: 'Train the table here',
    hereLead:
      'The same models, pre-trained and fine-tuned in this browser, one after the other. The page’s run pauses meanwhile. Finished models are kept, even if you reload the page; the one in progress then starts again from the beginning.',
    hereCaption: (steps: number) => `Trained here, ${n(steps, 'step', 'steps')} of pre-training, in percent`,
    steps: 'Pre-training steps',
    seeds: 'Seeds',
    train: (models: number) => `Train ${models} models`,
    withOwn: 'The objective and masking rule of the run on this page are one of them.',
    pause: 'Pause',
    goOn: 'Continue',
    cancel: 'Cancel and discard',
    models: (done: number, all: number) => `${done} of ${all} models are done.`,
    now: (row: string, seed: number, task: string | null) =>
      task === null ? `Pre-training ${row}, seed ${seed}.` : `${row}, seed ${seed}: fine-tuning on ${task}.`,
    minutesLeft: (minutes: number) => `About ${n(minutes, 'minute', 'minutes')} left.`,
    paused: 'Paused.',
    missing: (why: string) => `The table could not be loaded: ${why}.`,
    waiting: 'Loading the table…',
  },
};
