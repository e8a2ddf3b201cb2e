// The curves as a table.

import type { ReportByName } from '../contract';
import { cell } from '../save/csv';

const COLUMNS = ['mlm_loss', 'nsp_loss'] as const;
const HELD_OUT = ['mlm_loss', 'mlm_accuracy', 'nsp_loss', 'nsp_accuracy'] as const;

/** A row for each step with a value. A cell is empty if nothing was measured, or if the loss is not trained. */
export function csvOf({ points, held_out }: ReportByName): string {
  const rows = new Map<number, string[]>();
  const row = (step: number) => {
    const known = rows.get(step) ?? Array.from({ length: COLUMNS.length + HELD_OUT.length }, () => '');
    rows.set(step, known);
    return known;
  };
  const named = (of: Record<string, number | null | undefined>, name: string) => cell(of[name]);
  for (const point of points) COLUMNS.forEach((name, index) => (row(point.step)[index] = named({ ...point }, name)));
  for (const at of held_out) {
    HELD_OUT.forEach((name, index) => (row(at.step)[COLUMNS.length + index] = named({ ...at }, name)));
  }
  const header = ['step', ...COLUMNS, ...HELD_OUT.map((name) => `held_out_${name}`)];
  const sorted = [...rows].sort(([a], [b]) => a - b).map(([step, cells]) => [step, ...cells].join(','));
  return [header.join(','), ...sorted, ''].join('\n');
}
