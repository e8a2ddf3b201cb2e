// A line as an SVG path whose size is bounded by the number of pixel columns.

import type { Scale } from './axis';
import { memory, type Values } from './values';

const tenth = (value: number) => Math.round(value * 10) / 10;
const paths = memory<string>();

/**
 * Of all points in one column of pixels, only the lowest and the highest are drawn, which looks the same. NaN breaks the line. A
 * value that a logarithmic axis does not have (0) is drawn at the end of the axis.
 */
export function pathOf(values: Values, x: Scale, y: Scale): string {
  const question = [x, y].map(({ kind, domain, range }) => [kind, ...domain, ...range].join()).join();
  return paths(values, question, () => drawn(values, x, y));
}

/** Number of points in a piece of a long line. */
const PIECE = 400;
const pieces = new WeakMap<object, Values>();

/**
 * The same line in connected pieces. If it grows, all but the last piece stay unchanged, and the browser need not parse them again.
 * Only solid lines are cut, because a dash pattern would restart in each piece.
 */
export function piecesOf(values: Values, x: Scale, y: Scale): string[] {
  if (values.length < 2 * PIECE) return [pathOf(values, x, y)];
  const paths: string[] = [];
  for (let from = 0; from < values.length - 1; from += PIECE) {
    const end = Math.min(from + PIECE + 1, values.length);
    const known = pieces.get(values[from]!);
    const same = known?.length === end - from && known.at(-1) === values[end - 1];
    const piece = same ? known : values.slice(from, end);
    pieces.set(values[from]!, piece);
    paths.push(pathOf(piece, x, y));
  }
  return paths;
}

/** Values beyond the axis are drawn at its end. */
export const placeOf = (value: number, y: Scale): number => y(Math.min(Math.max(value, y.domain[0]), y.domain[1]));

function drawn(values: Values, x: Scale, y: Scale): string {
  const left = x.range[0];
  let path = '';
  let pen = 'M';
  const point = (px: number, py: number) => {
    path += `${pen}${tenth(px)},${tenth(py)}`;
    pen = 'L';
  };
  // The lowest and the highest point in the column of the last point. `first` came before `second`.
  let column = NaN;
  let [firstX, firstY, secondX, secondY] = [0, 0, 0, 0];
  let [low, high] = [0, 0];
  const end = () => {
    if (Number.isNaN(column)) return;
    point(firstX, firstY);
    if (secondX !== firstX) point(secondX, secondY);
    column = NaN;
  };
  for (const { 0: step, 1: value } of values) {
    if (!Number.isFinite(value)) {
      end();
      pen = 'M';
      continue;
    }
    const px = x(step);
    if (!(px >= left)) continue;
    const py = placeOf(value, y);
    if (Math.floor(px) !== column) {
      end();
      column = Math.floor(px);
      firstX = secondX = px;
      firstY = secondY = low = high = py;
    } else if (py < low || py > high) {
      // The other extreme stays.
      const stays = py < low ? high : low;
      if (secondX !== firstX && secondY === stays) [firstX, firstY] = [secondX, secondY];
      [secondX, secondY] = [px, py];
      [low, high] = [Math.min(low, py), Math.max(high, py)];
    }
  }
  end();
  return path;
}

export type Mark = 'ring' | 'diamond';
/** Minimum distance of marks, so that they don't overlap. */
const APART = 9;

/** The marks at a line's points as one path. */
export function marksOf(values: Values, x: Scale, y: Scale, mark: Mark): string {
  const left = x.range[0];
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
