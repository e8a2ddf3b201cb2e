// The values of a figure's lines at a step.

import type { Catalog } from '../i18n';
import { whole } from '../format';
import type { Figure, LineStyle, Measure } from './figures';
import { nearestPoint } from './values';

export interface Read {
  id: string;
  run: number;
  measure: Measure;
  /** The step of the nearest point, which may differ from the requested one. */
  step: number;
  value: number;
  lineStyle: LineStyle;
  faint: boolean;
}

export function readAt(figure: Figure, step: number): Read[] {
  return figure.lines.flatMap(({ id, run, measure, values, lineStyle }) => {
    const point = nearestPoint(values, step);
    return point && Number.isFinite(point[1])
      ? { id, run, measure, step: point[0], value: point[1], lineStyle, faint: lineStyle.faint ?? false }
      : [];
  });
}

/** The same as a sentence for screen readers. */
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
