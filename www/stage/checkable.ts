// Sums that are correct with their shown digits. A sum of rounded numbers can differ from its rounded result in the last digit, which a
// reader with a calculator would notice. So the terms get enough digits that the shown result follows from them.

/** Maximum digits of terms. If the result still doesn't follow, the difference is float32 rounding. */
const MOST_DIGITS = 7;

export interface Sum {
  terms: string[];
  result: string;
}

/** `combine` of the shown terms gives the shown result, which has `digits` decimals. */
export function checkable(terms: number[], combine: (terms: number[]) => number, result: number, digits: number): Sum {
  const wanted = written(result, digits);
  for (let more = digits; ; more++) {
    const texts = terms.map((term) => written(term, more));
    if (more === MOST_DIGITS || written(combine(texts.map(Number)), digits) === wanted) {
      return { terms: texts.map(signed), result: signed(wanted) };
    }
  }
}

/** Without a minus before a number that is shown as 0. */
const written = (value: number, digits: number) => (Math.abs(value) < 0.5 * 10 ** -digits ? 0 : value).toFixed(digits);

/** With a typographic minus sign. */
const signed = (text: string) => text.replace('-', '−');
