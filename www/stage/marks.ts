// The marks of the stage for its legend: their order, and a made-up token for each that a cell draws.

import type { TokenTrace } from '../engine/types';
import type { LegendTexts, StageMark } from '../i18n/texts';
import type { RowId, View } from './rows';

export type MarkGroup = { row: Exclude<RowId, 'spread'> } | { group: keyof LegendTexts['groups'] };

export const MARKS: readonly (MarkGroup & { marks: readonly StageMark[] })[] = [
  { group: 'columns', marks: ['scored', 'bare', 'pointed', 'opened', 'guided', 'unseen'] },
  { row: 'inputs', marks: ['replaced', 'unchanged'] },
  { row: 'read', marks: ['dot'] },
  { row: 'predicted', marks: ['tick'] },
  { row: 'losses', marks: ['solid', 'hatched'] },
  { row: 'gradients', marks: ['arrow', 'zero', 'nsp'] },
  { group: 'slow', marks: ['picked', 'was', 'spread'] },
  { group: 'whatIf', marks: ['newly', 'differs', 'border'] },
  { group: 'followed', marks: ['course'] },
];

/** Only where tokens are masked: neither under GPT-1's objective. */
export const OF_MASKING: ReadonlySet<StageMark> = new Set<StageMark>([
  'replaced',
  'unchanged',
  'nsp',
  'picked',
  'was',
  'spread',
  'newly',
  'differs',
  'border',
]);

const VIEW: View = {
  scale: 4,
  gradientScale: 1,
  inputScale: 1,
  base: null,
  after: null,
  phase: null,
  trained: true,
  next: false,
};

const context: TokenTrace = {
  position: 0,
  original: 'king',
  input: 'king',
  fate: 'context',
  label: undefined,
  counted: false,
  loss: undefined,
  would_be_loss: 2.31,
  gradient_norm: 0,
  input_gradient_norm: 0.4,
  read: 0.02,
  top: [{ id: 0, token: 'king', logit: 0, probability: 0.71 }],
  original_logit: 0,
  log_sum_exp: 2.31,
  throws: [],
  segment: 0,
};
const masked: TokenTrace = {
  ...context,
  fate: 'masked',
  input: '[MASK]',
  label: 'king',
  counted: true,
  loss: 3.4,
  would_be_loss: 3.4,
  gradient_norm: 0.6,
  read: 0.3,
};

interface Sample {
  row: RowId;
  token: TokenTrace;
  view?: Partial<View>;
}

const SAMPLES: Partial<Record<StageMark, Sample>> = {
  replaced: { row: 'inputs', token: masked },
  unchanged: { row: 'inputs', token: { ...masked, fate: 'kept', input: 'king' } },
  dot: { row: 'read', token: masked },
  tick: { row: 'predicted', token: masked },
  solid: { row: 'losses', token: masked },
  hatched: { row: 'losses', token: context },
  arrow: { row: 'gradients', token: masked },
  zero: { row: 'gradients', token: context },
  nsp: { row: 'gradients', token: { ...context, fate: 'special', gradient_norm: 0.5 } },
  was: { row: 'losses', token: masked, view: { after: [{ ...masked, would_be_loss: 2.2 }] } },
  spread: { row: 'spread', token: masked },
  newly: { row: 'losses', token: { ...context, counted: true }, view: { base: [context] } },
  differs: { row: 'inputs', token: masked, view: { base: [context] } },
};

/** What a cell needs to draw a mark; null for marks of the column or of the stage around it. */
export function sampleOf(mark: StageMark): { row: RowId; token: TokenTrace; view: View } | null {
  const sample = SAMPLES[mark];
  return sample ? { row: sample.row, token: sample.token, view: { ...VIEW, ...sample.view } } : null;
}
