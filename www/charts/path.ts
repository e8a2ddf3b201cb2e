// A line as an SVG path that costs no more than the picture has columns of pixels.

import type { Scale } from './axis';
import { memory, type Values } from './values';

const tenth = (value: number) => Math.round(value * 10) / 10;
const paths = memory<string>();

/**
 * Of all points in one column of pixels only the first, the lowest, the highest and the last are drawn: it looks the same. A
 * value that is no number breaks the line; one that has no place on a logarithmic axis (0) is drawn at the axis's end.
 */
export function pathOf(values: Values, x: Scale, y: Scale): string {
  // Two places and the ends tell one scale from another, its kind included.
  const question = [x, y].map((scale) => [...scale.domain(), ...scale.range(), scale(2)].join()).join();
  return paths(values, question, () => drawn(values, x, y));
}

export function placeOf(value: number, y: Scale): number {
  const [low = 0, high = 1] = y.domain();
  return y(Math.min(Math.max(value, low), high));
}

function drawn(values: Values, x: Scale, y: Scale): string {
  const left = x.range()[0] ?? 0;
  let path = '';
  let pen = 'M';
  let column: [number, number][] = [];
  const end = () => {
    for (const [px, py] of extremes(column)) {
      path += `${pen}${tenth(px)},${tenth(py)}`;
      pen = 'L';
    }
    column = [];
  };
  for (const [step, value] of values) {
    const px = x(step);
    if (!Number.isFinite(value)) {
      end();
      pen = 'M';
    } else if (px >= left) {
      if (column.length > 0 && Math.floor(px) !== Math.floor(column[0]![0])) end();
      column.push([px, placeOf(value, y)]);
    }
  }
  end();
  return path;
}

/** First, lowest, highest and last of a column, in the order in which they come. */
function extremes(column: [number, number][]): [number, number][] {
  if (column.length <= 4) return column;
  let [low, high] = [0, 0];
  column.forEach(([, py], index) => {
    if (py < column[low]![1]) low = index;
    if (py > column[high]![1]) high = index;
  });
  const places = [...new Set([0, low, high, column.length - 1])].sort((a, b) => a - b);
  return places.map((place) => column[place]!);
}

export type Mark = 'ring' | 'diamond';
/** Marks nearer to each other than this would run together. */
const APART = 9;

/** The marks of a line's points as one path. */
export function marksOf(values: Values, x: Scale, y: Scale, mark: Mark): string {
  const left = x.range()[0] ?? 0;
  let path = '';
  let before = -Infinity;
  values.forEach(([step, value], index) => {
    const px = x(step);
    const last = index === values.length - 1;
    if (!Number.isFinite(value) || !(px >= left) || (px - before < APART && !last)) return;
    before = px;
    const [cx, cy] = [tenth(px), tenth(placeOf(value, y))];
    path +=
      mark === 'ring'
        ? `M${tenth(cx - 2.5)},${cy}a2.5,2.5 0 1,0 5,0a2.5,2.5 0 1,0 -5,0z`
        : `M${cx},${tenth(cy - 3.4)}l3.4,3.4l-3.4,3.4l-3.4,-3.4z`;
  });
  return path;
}
