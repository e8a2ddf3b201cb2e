// What chance allows: the range in which a number of successes stays in 95 of 100 runs.

/** Both ends belong to it. */
export interface Range {
  low: number;
  high: number;
}

/** Chance that is left out at either side. */
const TAIL = 0.025;
/** 97.5 % of a normal distribution lie below so many standard deviations. */
const DEVIATIONS = 1.959964;
/** Terms of the distribution below this share of the greatest one change nothing that is shown. */
const NEGLIGIBLE = 1e-18;

/**
 * The 2.5 % and 97.5 % quantiles of `draws` independent draws: the least numbers whose distribution function reaches them. Exact: the
 * probabilities are summed from the likeliest number outwards, by the ratio of neighbours.
 */
export function binomialRange(draws: number, share: number): Range {
  if (share <= 0) return { low: 0, high: 0 };
  if (share >= 1) return { low: draws, high: draws };
  const odds = share / (1 - share);
  const mode = Math.min(draws, Math.floor((draws + 1) * share));
  const up: number[] = [];
  for (let k = mode, term = 1; k < draws && term > NEGLIGIBLE; k++) up.push((term *= ((draws - k) / (k + 1)) * odds));
  const down: number[] = [];
  for (let k = mode, term = 1; k > 0 && term > NEGLIGIBLE; k--) down.push((term *= k / (draws - k + 1) / odds));
  const terms = [...down.reverse(), 1, ...up];
  const first = mode - down.length;
  const total = terms.reduce((sum, term) => sum + term, 0);
  const quantile = (chance: number) => {
    let sum = 0;
    const index = terms.findIndex((term) => (sum += term) >= chance * total);
    return first + (index < 0 ? terms.length - 1 : index);
  };
  return { low: quantile(TAIL), high: quantile(1 - TAIL) };
}

/**
 * The same for a sum of which only mean and variance are known. Where they are those of equal independent draws it is exact; else (whole
 * words, masks that stay) the sum is taken as normal.
 */
export function rangeOf(mean: number, variance: number): Range {
  if (variance === 0) return { low: mean, high: mean };
  const share = 1 - variance / mean;
  const draws = mean / share;
  if (share > 0 && Math.abs(draws - Math.round(draws)) < 1e-6 * draws) return binomialRange(Math.round(draws), share);
  const half = DEVIATIONS * Math.sqrt(variance);
  return { low: Math.max(0, mean - half), high: mean + half };
}
