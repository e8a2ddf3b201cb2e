// Sums that come out. A sum of rounded numbers can miss its rounded result by one in the last digit; who checks it with a
// calculator must not find that. So the terms get as many digits as it takes for the result to follow from what is written.

/** Terms are written with this many digits at most; a result that still doesn't follow is off by rounding in 32 bits. */
const MOST_DIGITS = 7;

export interface Sum {
  terms: string[];
  result: string;
}

/** `combine` of the written terms gives the written result, which has `digits` digits behind the point. */
export function checkable(terms: number[], combine: (terms: number[]) => number, result: number, digits: number): Sum {
  const wanted = written(result, digits);
  for (let more = digits; ; more++) {
    const texts = terms.map((term) => written(term, more));
    if (more === MOST_DIGITS || written(combine(texts.map(Number)), digits) === wanted) {
      return { terms: texts.map(signed), result: signed(wanted) };
    }
  }
}

/** Without a minus before a number that is written as 0. */
const written = (value: number, digits: number) => (Math.abs(value) < 0.5 * 10 ** -digits ? 0 : value).toFixed(digits);

/** With a minus sign as it is printed. */
const signed = (text: string) => text.replace('-', '−');
