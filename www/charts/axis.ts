// Axes: where they begin and end, where their ticks stand. They change in steps of their own, so that a curve doesn't creep
// at every draw.

import { scaleLinear, scaleLog, type ScaleContinuousNumeric } from 'd3-scale';
import type { Extent } from './values';

export type AxisKind = 'linear' | 'log';
export type Scale = ScaleContinuousNumeric<number, number>;
export type Domain = readonly [number, number];

export function scaleOf(kind: AxisKind, domain: Domain, range: readonly [number, number]): Scale {
  return (kind === 'log' ? scaleLog() : scaleLinear()).domain([...domain]).range([...range]);
}

/** Down (or up) to a number of one digit: 0.034 to 0.03, 340 to 300. */
function oneDigit(value: number, round: (value: number) => number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  // What a division leaves over must not make another digit.
  return Number((round(Number((value / power).toPrecision(12))) * power).toPrecision(12));
}

/** Covers the values, and ends where ticks do. */
export function domainOf(kind: AxisKind, { low, high, lowPositive }: Extent): Domain {
  if (kind === 'linear') {
    const [from = 0, to = 1] = scaleLinear().domain([low, high]).nice(5).domain();
    return from < to ? [from, to] : [from - 0.5, to + 0.5];
  }
  const [from, to] = [oneDigit(lowPositive, Math.floor), oneDigit(Math.max(high, lowPositive), Math.ceil)];
  return from < to ? [from, to] : [from / 2, to * 2];
}

const MANTISSAS = [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 5], [1, 2, 5], [1, 3], [1]];

/** Up to about `most` places. On a logarithmic axis numbers of one digit, as many for each power of ten as there is room for. */
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
  // So many powers of ten that only some of them have room.
  const stride = Math.ceil(powers.length / most);
  return powers
    .map((power) => Number(`1e${power}`))
    .filter((tick, index) => index % stride === 0 && tick >= from && tick <= to);
}

/** As many digits as tell the ticks apart, and no more. */
export function tickText(ticks: readonly number[]): (tick: number) => string {
  const digits = Math.max(0, ...ticks.map((tick) => (String(Number(tick.toPrecision(6))).split('.')[1] ?? '').length));
  return (tick) =>
    tick >= 1e5 || (tick > 0 && tick < 1e-4)
      ? tick.toExponential(0)
      : tick.toLocaleString('en', { minimumFractionDigits: digits > 3 ? 0 : digits, maximumFractionDigits: 6 });
}

/** The last step of the axis: it grows with the run, in leaps, up to the run's length. */
export function lastStep(reached: number, steps: number): number {
  let end = 50;
  for (let leap = 0; end < reached; leap++) end *= leap % 3 === 2 ? 2.5 : 2;
  return Math.max(1, reached, Math.min(end, Math.max(steps, 1)));
}
