// Transport, settings and their terms, warnings.

import type { SettingGroup } from '../../engine/types';
import { n } from './count';
import { settings } from './settings';

export const controls = {
  transport: {
    label: 'Training',
    play: 'Play',
    pause: 'Pause',
    step: 'One step',
    next: 'Next example',
    speed: 'Speed',
    speeds: { slow: '1 a second', medium: '5 a second', full: 'Full' },
    again: 'Same seed again',
    another: 'New seed',
    keys: 'Keys: space plays and pauses, S trains one step, N shows the next example.',
    stepOf: (step: string, steps: string) => `Step ${step} of ${steps}`,
    finished: 'The run has reached its last step.',
  },

  settings: {
    title: 'Change something',
    lead: 'A run is its settings and its seed: the address of this page holds both.',
    groups: { corpus: 'Text', model: 'Model', masking: 'Masking', training: 'Training' } satisfies Record<
      SettingGroup,
      string
    >,
    apply: 'Start a new run',
    undo: 'Undo',
    defaults: 'All defaults',
    changed: (count: number) => `${n(count, 'change', 'changes')}, not started yet`,
    unchanged: 'This is the run you see.',
    refused: 'That does not go. The run you had goes on.',
    sharesSum: (sum: string) => `Together ${sum}\u00a0%.`,
    sharesWrong: (sum: string) => `The three shares sum to ${sum}\u00a0%; they have to make 100.`,
    range: (minimum: string, maximum: string) => `${minimum} to ${maximum}`,
    notANumber: 'Not a number.',
    notWhole: 'Has to be a whole number.',
    notOffered: 'This value is not offered.',
    outOfRange: (minimum: string, maximum: string) => `Has to lie between ${minimum} and ${maximum}.`,
    headsDivide: (hidden: number, heads: number) => `${heads} heads don’t divide a width of ${hidden} evenly.`,
    emptyText: 'Paste some text first: a sentence a line, an empty line between documents.',
    textPlaceholder: 'A sentence a line. An empty line begins another document.',
    about: (name: string) => `What is “${name}”?`,
    presets: {
      stories: 'Little stories',
      course: 'The course’s sentences',
      korean: 'Korean stories',
      text: 'Your own text',
    } as Record<string, string>,
    presetFacts: (documents: string, sentences: string) => `${documents} documents, ${sentences} sentences`,
    of: settings,
  },

  warnings: {
    no_pairs: (_name: string, message: string) => `${message}.`,
    nothing_held_out: (_name: string, _message: string) =>
      'The text is too short to hold anything out, so there is no test on unseen text.',
    small_vocabulary: (_name: string, _message: string) => 'This text gives fewer WordPieces than that.',
  },
};
