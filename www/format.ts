// Numbers as the page's language writes them. Losses have the same number of digits everywhere, so that sums can be checked by eye.

/** The page's language. A template that reads it writes its numbers anew when the language changes. */
let language: () => string = () => 'en';

/** The preferences say which language the page has. They cannot be imported here: the catalogs that they hold use this file. */
export function writeNumbersIn(of: () => string): void {
  language = of;
}

/** In the place of what is no number. */
export const NOTHING = '–';
/** From here on a number is written by its power of ten: all its digits would fit nowhere, and say no more. */
const LONG = 1e6;

/** Formats are kept, since creating one takes longer than formatting all numbers of a frame. */
export function formatter(options: Intl.NumberFormatOptions): (value: number) => string {
  const made = new Map<string, Intl.NumberFormat>();
  return (value) => {
    if (!Number.isFinite(value)) return NOTHING;
    const name = language();
    const format = made.get(name) ?? new Intl.NumberFormat(name, options);
    made.set(name, format);
    return format.format(value);
  };
}

const exactly = (digits: number) => ({ minimumFractionDigits: digits, maximumFractionDigits: digits });

const short = (format: (value: number) => string) => (value: number) =>
  Math.abs(value) >= LONG && Number.isFinite(value) ? value.toExponential(2) : format(value);

/** With this many decimals. */
export const decimals = (digits: number) => short(formatter({ ...exactly(digits), useGrouping: false }));
/** A share as per cent, with this many decimals. */
export const percents = (digits: number) => formatter({ ...exactly(digits), style: 'percent' });

export const loss = decimals(3);
export const shortLoss = decimals(2);
export const draw = decimals(4);
export const logit = (value: number) => draw(value).replace('-', '−');

const [wholePercent, tenthsOfPercent] = [percents(0), percents(1)];

/** 0.0042 is 0.4%. Only 0 is 0%. */
export function percent(probability: number): string {
  if (probability === 0) return wholePercent(0);
  if (probability < 0.001) return `< ${tenthsOfPercent(0.001)}`;
  return probability < 0.1 ? tenthsOfPercent(probability) : wholePercent(probability);
}

const twoDigits = short(formatter({ minimumSignificantDigits: 2, maximumSignificantDigits: 2 }));

/** Exactly 0 is "0". Everything else has two significant digits. */
export function norm(value: number): string {
  if (value === 0) return '0';
  return Math.abs(value) < 0.0001 ? value.toExponential(0) : twoDigits(value);
}

const grouped = formatter({ maximumFractionDigits: 0 });
export const whole = (value: number) => grouped(Math.round(value));

/** The first format of a page takes the browser tens of milliseconds, which nobody misses while the engine is on its way. */
export const prepareNumbers = (): void => void whole(0);

export const tenths = decimals(1);
const integer = decimals(0);

export const rate = (perSecond: number) => (perSecond < 10 ? tenths : integer)(perSecond);

/** The first characters of a text, with an ellipsis where something was cut off. */
export function shortened(text: string, most: number): string {
  const characters = [...text];
  return characters.length > most ? `${characters.slice(0, most).join('')}…` : text;
}

/** How long ago that was, in the coarsest unit that says something; after a day the date. `at` and `now` are in milliseconds. */
export function ago(at: number, now = Date.now()): string {
  const seconds = Math.max(0, (now - at) / 1000);
  const name = language();
  if (seconds > 86_400) return new Intl.DateTimeFormat(name, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
  const [unit, length] =
    seconds < 60 ? (['second', 1] as const) : seconds < 3600 ? (['minute', 60] as const) : (['hour', 3600] as const);
  return new Intl.RelativeTimeFormat(name, { numeric: 'auto' }).format(-Math.round(seconds / length), unit);
}

/** Perplexity: the number of equally likely tokens that would give this loss. Small numbers are not rounded to integers. */
export function among(loss: number): string {
  const tokens = Math.exp(loss);
  if (tokens > 1e6) return `> ${whole(1e6)}`;
  return tokens < 9.95 ? tenths(tokens) : whole(tokens);
}
