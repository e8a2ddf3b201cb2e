// Formats numbers. Losses have the same number of digits everywhere, so that sums can be checked by eye.

export const loss = (value: number) => value.toFixed(3);
export const shortLoss = (value: number) => value.toFixed(2);
export const logit = (value: number) => value.toFixed(4).replace('-', '−');

/** 0.0042 is 0.42 %. Only 0 is 0 %. */
export function percent(probability: number): string {
  const value = probability * 100;
  if (value === 0) return '0\u00a0%';
  if (value < 0.1) return '< 0.1\u00a0%';
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)}\u00a0%`;
}

/** Exactly 0 is "0". Everything else has two significant digits. */
export function norm(value: number): string {
  if (value === 0) return '0';
  return value < 0.0001 ? value.toExponential(0) : value.toPrecision(2);
}

// Reused, since creating one takes longer than formatting all numbers of a frame.
const grouped = new Intl.NumberFormat('en');
export const whole = (value: number) => grouped.format(Math.round(value));

export function rate(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : perSecond.toFixed(0);
}

export const draw = (value: number) => value.toFixed(4);

/** Perplexity: the number of equally likely words that would give this loss. Small numbers are not rounded to integers. */
export function among(loss: number): string {
  const words = Math.exp(loss);
  if (words > 1e6) return '> 1,000,000';
  return words < 9.95 ? words.toFixed(1) : whole(words);
}
