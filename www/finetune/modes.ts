// How the three ways of learning a task are drawn, everywhere.

import type { Mode, TaskScores } from '../engine/types';
import type { TermId } from '../i18n/terms';

export interface ModeStyle {
  colour: string;
  dash: string;
}

export const STYLES: Record<Mode, ModeStyle> = {
  scratch: { colour: '--run-3', dash: '1.5 4' },
  frozen: { colour: '--run-2', dash: '7 4' },
  tuned: { colour: '--run-1', dash: '' },
};

/** What they are called in the glossary. */
export const TERM_OF: Record<Mode, TermId> = { scratch: 'from_scratch', frozen: 'frozen', tuned: 'fine_tuning' };

/** The score that the curves show: accuracy, F1 of entities, F1 of answers. */
export const mainScore = (scores: TaskScores): number =>
  'accuracy' in scores ? scores.accuracy : 'entity_f1' in scores ? scores.entity_f1 : scores.f1;

export interface Spread {
  x: number;
  mean: number;
  low: number;
  high: number;
  /** Standard deviation over the runs; null for a single one. */
  deviation: number | null;
  count: number;
}

/** Mean, range and standard deviation of the values at one place. */
export function spreadOf(x: number, values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    x,
    mean,
    low: Math.min(...values),
    high: Math.max(...values),
    deviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : null,
    count: values.length,
  };
}
