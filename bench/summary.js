// Summarises the times of single steps for the report.

import { PARTS } from './parts.js';

export const median = (values) => {
  const ordered = [...values].sort((a, b) => a - b);
  const middle = ordered.length >> 1;
  return ordered.length % 2 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
};
const extremes = (values) => [Math.min(...values), Math.max(...values)];

const mediansOf = ({ rounds }) => rounds.map(({ step_ms }) => median(step_ms));
/** The ratio of one trainer's times to another's, round by round. */
const within = (one, other) => one.map((time, round) => time / other[round]);

/** Summary of one trainer's rounds. Its ratios are Cloze's time over its own, within each round. */
export function summary({ id, title, failed, rounds, calls, pipelines, loss_difference }, cloze) {
  if (failed) return { id, title, failed };
  const steps = rounds.flatMap(({ step_ms }) => step_ms);
  const medians = mediansOf({ rounds });
  const firsts = rounds.map(({ first_step_ms }) => first_step_ms).filter(Boolean);
  const ratios = id === cloze.id || cloze.failed ? [] : within(mediansOf(cloze), medians);
  return {
    id,
    title,
    least: Math.min(...steps),
    median: median(steps),
    /** By round. */
    by_round: medians,
    medians: extremes(medians),
    ratio: ratios.length ? { median: median(ratios), range: extremes(ratios) } : undefined,
    first_loss: firsts.length ? median(firsts) : undefined,
    losses: [rounds[0].losses[0], rounds[0].losses.at(-1)],
    calls,
    pipelines,
    loss_difference,
  };
}

/** The ratio of one trainer's time to another's: the median of the rounds. */
export const between = (one, other) => median(within(one.by_round, other.by_round));

/** In the order of `PARTS`, `small` first. */
export function sorted(results) {
  const order = Object.keys(PARTS);
  const place = ({ part, size }) => 2 * order.indexOf(part) + (size === 'big');
  return [...results].sort((a, b) => place(a) - place(b));
}
