// Axes: their ranges and ticks. Ranges change in steps, so that a curve doesn't move slightly at every drawing.

import { scaleLinear } from 'd3-scale';
import { formatter } from '../format';
import type { Extent } from './values';

export type AxisKind = 'linear' | 'log';
export type Domain = readonly [number, number];

/** Position of a value in pixels. Kept short, because it is called for each point at each drawing. */
export interface Scale {
  (value: number): number;
  kind: AxisKind;
  domain: Domain;
  range: readonly [number, number];
  invert(at: number): number;
}

export function scaleOf(kind: AxisKind, domain: Domain, range: readonly [number, number]): Scale {
  const [to, from] = kind === 'log' ? [Math.log, Math.exp] : [Number, Number];
  const [start, end] = [to(domain[0]), to(domain[1])];
  const factor = (range[1] - range[0]) / (end - start);
  const place = (value: number) => range[0] + (to(value) - start) * factor;
  const invert = (at: number) => from(start + (at - range[0]) / factor);
  return Object.assign(place, { kind, domain, range, invert });
}

/** Rounds down (or up) to one significant digit: 0.034 to 0.03, 340 to 300. */
function oneDigit(value: number, round: (value: number) => number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  // Rounding errors of the division must not add a digit.
  return Number((round(Number((value / power).toPrecision(12))) * power).toPrecision(12));
}

/** A range that covers the values and ends at ticks. */
export function domainOf(kind: AxisKind, { low, high, lowPositive }: Extent): Domain {
  if (kind === 'linear') {
    const [from = 0, to = 1] = scaleLinear().domain([low, high]).nice(5).domain();
    return from < to ? [from, to] : [from - 0.5, to + 0.5];
  }
  const [from, to] = [oneDigit(lowPositive, Math.floor), oneDigit(Math.max(high, lowPositive), Math.ceil)];
  return from < to ? [from, to] : [from / 2, to * 2];
}

const MANTISSAS = [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 5], [1, 2, 5], [1, 3], [1]];

/** Up to about `most` ticks. On a logarithmic axis, numbers of one significant digit, as many per power of ten as fit. */
export function ticksOf(kind: AxisKind, [from, to]: Domain, most: number): number[] {
  const linear = scaleLinear().domain([from, to]).ticks(most);
  if (kind === 'linear') return linear;
  const powers: number[] = [];
  for (let power = Math.floor(Math.log10(from)); power <= Math.ceil(Math.log10(to)); power++) powers.push(power);
  for (const mantissas of MANTISSAS) {
    const ticks = powers
      .flatMap((power) => mantissas.map((mantissa) => Number(`${mantissa}e${power}`)))
      .filter((tick) => tick >= from && tick <= to);
    if (ticks.length > most + 2) continue;
    return ticks.length > 2 ? ticks : linear.filter((tick) => tick > 0);
  }
  // There are too many powers of ten to show all of them.
  const stride = Math.ceil(powers.length / most);
  return powers
    .map((power) => Number(`1e${power}`))
    .filter((tick, index) => index % stride === 0 && tick >= from && tick <= to);
}

// One for each number of digits.
const formats = [0, 1, 2, 3].map((digits) =>
  formatter({ minimumFractionDigits: digits, maximumFractionDigits: Math.max(digits, 6) }),
);

/** The fewest digits with which all ticks differ. */
export function tickText(ticks: readonly number[]): (tick: number) => string {
  const digits = Math.max(0, ...ticks.map((tick) => (String(Number(tick.toPrecision(6))).split('.')[1] ?? '').length));
  const format = formats[digits] ?? formats[0]!;
  return (tick) => (tick >= 1e5 || (tick > 0 && tick < 1e-4) ? tick.toExponential(0) : format(tick));
}

/** The last step of the axis. It grows with the run in large steps, up to the run's length. */
export function lastStep(reached: number, steps: number): number {
  let end = 50;
  for (let leap = 0; end < reached; leap++) end *= leap % 3 === 2 ? 2.5 : 2;
  return Math.max(1, reached, Math.min(end, Math.max(steps, 1)));
}
