// The report on how a step's time grows, from the results of sweep.js and tokenizer.js in bench/results/.

import { described } from './machine.js';
import { AXES, CURVES } from './parts.js';
import { median } from './summary.js';
import { ms, ratio, table } from './table.js';

/** The settings of `small`, its layers and its selected share. */
const SMALL = { ...Object.fromEntries(AXES.map(({ setting, small }) => [setting, small])), layers: 2 };
const SELECTED_SHARE = 0.15;

/** 10⁹ floating-point operations of a step's matrix products. The backward pass has twice those of the forward pass. */
export function work(changes) {
  const { sequence_length: s, batch_size: b, hidden_size: h, vocabulary_size: v, layers } = { ...SMALL, ...changes };
  const selected = Math.round(s * SELECTED_SHARE);
  const token = layers * (4 * h * h + 8 * h * h + 2 * s * h);
  const multiplications = b * (s * token + h * h + selected * (h * h + h * v));
  return (3 * 2 * multiplications) / 1e9;
}

/** The axes with their points, and for each curve the minimum and the median of all timed steps. */
export const axes = ({ points }) =>
  AXES.map((axis) => ({
    ...axis,
    points: points
      .filter(({ setting }) => setting === axis.setting)
      .map(({ value, curves }) => ({
        value,
        work: work({ [axis.setting]: value }),
        times: CURVES.map(({ id }) => {
          const found = curves.find((curve) => curve.id === id);
          if (!found?.step_ms.length || found.failed) return undefined;
          return { least: Math.min(...found.step_ms), median: median(found.step_ms) };
        }),
      })),
  }));

/** The exponent by which something grows from one point to the next. */
const slope = (from, to, of) => {
  if (!from || of(from) === undefined || of(to) === undefined) return '';
  return ratio(Math.log(of(to) / of(from)) / Math.log(to.value / from.value));
};

function axisTable({ title, points }) {
  const head = [title, 'products, GFLOP', 'grow by', ...CURVES.flatMap(({ title }) => [`${title}, ms`, 'grows by'])];
  const rows = points.map((point, index) => {
    const before = points[index - 1];
    const cells = CURVES.flatMap((_, curve) => {
      const found = point.times[curve];
      const least = ({ times }) => times[curve]?.least;
      return [found ? `${ms(found.least)} (${ms(found.median)})` : '–', slope(before, point, least)];
    });
    return [point.value, point.work.toPrecision(3), slope(before, point, ({ work }) => work), ...cells];
  });
  return table(head, rows);
}

/**
 * Fits the times by a sum of powers of the axis with coefficients of at least 0, by least squares of the relative errors.
 * `parts` are the milliseconds of each power at `small`. `off` is the greatest relative error.
 */
export function fit({ small, powers, points }, curve) {
  const known = points.filter(({ times }) => times[curve]);
  const all = [0, ...powers];
  const rows = known.map(({ value, times }) => all.map((power) => (value / small) ** power / times[curve].least));
  let best;
  // There are few enough powers to try every subset.
  for (let choice = 1; choice < 2 ** all.length; choice++) {
    const chosen = all.map((_, index) => index).filter((index) => choice & (1 << index));
    if (chosen.length > known.length) continue;
    const found = leastSquares(rows.map((row) => chosen.map((index) => row[index])));
    if (!found.every((part) => part >= 0)) continue;
    const parts = all.map((_, index) => found[chosen.indexOf(index)] ?? 0);
    const errors = rows.map((row) => row.reduce((sum, x, index) => sum + x * parts[index], -1));
    const squares = errors.reduce((sum, error) => sum + error * error, 0);
    if (!best || squares < best.squares) best = { parts, squares, off: Math.max(...errors.map(Math.abs)) };
  }
  return best;
}

/** Least-squares factors with which the columns sum to 1 in each row: normal equations, by elimination. */
function leastSquares(rows) {
  const size = rows[0].length;
  const sum = (of) => rows.reduce((total, row) => total + of(row), 0);
  const equations = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (_, j) => sum((row) => row[i] * row[j])),
    sum((row) => row[i]),
  ]);
  for (let pivot = 0; pivot < size; pivot++) {
    for (let other = 0; other < size; other++) {
      if (other === pivot) continue;
      const factor = equations[other][pivot] / equations[pivot][pivot];
      equations[other] = equations[other].map((x, column) => x - factor * equations[pivot][column]);
    }
  }
  return equations.map((row, index) => row[size] / row[index]);
}

function fits(found) {
  const part = (value, total) => (value / total > 1e-4 ? `${ms(value)} (${Math.round((100 * value) / total)} %)` : '0');
  const rows = found.flatMap((axis) =>
    CURVES.flatMap(({ title }, curve) => {
      const best = fit(axis, curve);
      if (!best) return [];
      const total = best.parts.reduce((sum, x) => sum + x, 0);
      const parts = [0, 1, 2].map((power) => {
        const index = [0, ...axis.powers].indexOf(power);
        return index < 0 ? '' : part(best.parts[index], total);
      });
      return [[`${axis.title}, at ${axis.small}`, title, ...parts, `${Math.round(best.off * 100)} %`]];
    }),
  );
  return table(['along', '', 'fixed, ms', '∝ n', '∝ n²', 'off by at most'], rows);
}

/** Machine and versions, and whether the machine was free. */
const conditions = (result) =>
  `${described(result)}\nLoad average just before: ${result.load.toFixed(1)}, on ${result.machine.cores} cores.`;

/** The errors. */
const failures = ({ points }) =>
  points.flatMap(({ setting, value, curves }) =>
    curves
      .filter(({ failed }) => failed)
      .map(({ id, failed }) => {
        const { title } = CURVES.find((curve) => curve.id === id);
        return `- ${title}, \`${setting}\` ${value} failed: ${failed}`;
      }),
  );

/** The tables of the growth of a step's time. */
export function growth(result) {
  const found = axes(result);
  return [
    '![Time of a training step along sequence length, batch size, hidden size and vocabulary size](docs/growth.svg)',
    conditions(result),
    ...found.map(axisTable),
    failures(result).join('\n'),
    'The same times as a sum of powers, milliseconds of each at the value that `small` has (and their share there):',
    fits(found),
  ]
    .filter(Boolean)
    .join('\n\n');
}

const megabytes = (bytes) => (bytes ? (bytes / 1e6).toFixed(0) : '');

/** The table of the tokenizer's training. */
export function tokenizer(result) {
  const head = [
    'text',
    'different words',
    'WordPieces wanted',
    'that came out',
    'trainer',
    'least, s',
    'median, s',
    'memory at most, MB',
    'before, MB',
  ];
  const rows = result.results.flatMap(({ bytes, words, vocabulary, trainers }) =>
    trainers.map(({ title, failed, rounds }) => {
      const begin = [`${bytes / 1e6} MB`, words, vocabulary, rounds.at(-1)?.tokens ?? '', title];
      if (failed) return [...begin, `failed: ${failed.replaceAll('|', '\\|')}`, '', '', ''];
      const seconds = rounds.map(({ read_ms = 0, train_ms }) => (read_ms + train_ms) / 1000);
      const memory = (of) => megabytes(Math.max(...rounds.map((round) => round[of] ?? 0)));
      const times = [Math.min(...seconds), median(seconds)].map((value) => value.toPrecision(3));
      return [...begin, ...times, memory('peak_memory'), memory('memory_before')];
    }),
  );
  return `${conditions(result)}\n\n${table(head, rows)}`;
}
