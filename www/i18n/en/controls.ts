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
    speeds: { slow: '1 step/s', medium: '5 steps/s', full: 'Max' },
    again: 'Restart',
    another: 'Restart, new seed',
    keys: 'Keyboard: Space plays or pauses, S trains one step, N shows the next example.',
    stepOf: (step: string, steps: string) => `Step ${step} of ${steps}`,
  },

  settings: {
    title: 'Settings',
    lead: 'The settings and the seed fully determine a run. Whatever differs from the defaults is in the URL of this page, so a link reproduces the run.',
    groups: { corpus: 'Data', model: 'Model', masking: 'Masking', training: 'Training' } satisfies Record<
      SettingGroup,
      string
    >,
    apply: 'Start new run',
    undo: 'Discard changes',
    defaults: 'Reset to defaults',
    changed: (count: number) => `${n(count, 'change', 'changes')} not applied yet`,
    unchanged: 'These are the settings of the current run.',
    refused: 'These settings can’t be used. The current run continues.',
    sharesSum: (sum: string) => `Total: ${sum}%.`,
    sharesWrong: (sum: string) => `Masked, random and kept must add up to 100% (now ${sum}%).`,
    range: (minimum: string, maximum: string, included: boolean) =>
      included ? `${minimum}–${maximum}` : `> ${minimum}, up to ${maximum}`,
    notANumber: 'Enter a number.',
    notWhole: 'Enter a whole number.',
    notOffered: 'This value isn’t available.',
    outOfRange: (minimum: string, maximum: string, included: boolean) =>
      included
        ? `Must be between ${minimum} and ${maximum}.`
        : `Must be greater than ${minimum} and at most ${maximum}.`,
    headsDivide: (hidden: number, heads: number) =>
      `The hidden size (${hidden}) must be divisible by the number of heads (${heads}).`,
    emptyText: 'Paste some text first: one sentence per line, a blank line between documents.',
    textPlaceholder: 'One sentence per line. A blank line starts a new document.',
    warmupTooLong: (steps: string, warmup: string) =>
      `The run (${steps} steps) ends before the warm-up does (${warmup} steps): the learning rate only rises and never reaches its peak.`,
    about: (name: string) => `What is “${name}”?`,
    presets: {
      stories: 'Short stories',
      course: 'Textbook sentences',
      korean: 'Korean stories',
      text: 'Your own text',
    } as Record<string, string>,
    presetFacts: (documents: string, sentences: string) => `${documents} documents, ${sentences} sentences`,
    of: settings,
  },

  warnings: {
    no_pairs: (_name: string, message: string) => `${message.charAt(0).toUpperCase()}${message.slice(1)}.`,
    nothing_held_out: (_name: string, _message: string) =>
      'The text is too short to hold out documents for validation, so nothing is evaluated on unseen text.',
    small_vocabulary: (_name: string, _message: string) => 'This text yields a smaller vocabulary than that.',
  },
};
