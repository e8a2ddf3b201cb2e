// What the lines of a figure say at a step.

import type { Catalog } from '../i18n';
import { whole } from '../format';
import type { Figure, Look, Measure } from './figures';
import { nearestPoint } from './values';

export interface Read {
  id: string;
  run: number;
  measure: Measure;
  /** Of the point that is nearest, which may be another one than asked for. */
  step: number;
  value: number;
  look: Look;
  faint: boolean;
}

export function readAt(figure: Figure, step: number): Read[] {
  return figure.lines.flatMap(({ id, run, measure, values, look }) => {
    const point = nearestPoint(values, step);
    return point ? { id, run, measure, step: point[0], value: point[1], look, faint: look.faint ?? false } : [];
  });
}

/** For who listens: the same, in a sentence. */
export function spoken(
  figure: Figure,
  reading: Read[],
  step: number,
  names: ReadonlyMap<number, string>,
  t: Catalog['curves'],
): string {
  const values = reading.map(({ run, measure, value, step: of }) =>
    [
      names.size > 1 ? names.get(run) : '',
      t.measures[measure] ?? measure,
      figure.exact(value),
      of === step ? '' : `(${t.at(whole(of))})`,
    ]
      .filter(Boolean)
      .join(' '),
  );
  return [t.at(whole(step)), ...values].join(', ');
}
