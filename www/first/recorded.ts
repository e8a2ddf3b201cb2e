// A run that was recorded, for browsers that cannot train: its held-out loss as a curve, and three of its steps, token by token.
// `cargo xtask pictures` records it into recorded.json.

import type { TokenFate } from '../engine/types';
import { escaped, inBoth, LANGUAGES } from './html.ts';
import run from './recorded.json' with { type: 'json' };

export interface RecordedRun {
  steps: number;
  /** Held-out masked language model loss. */
  curve: { step: number; loss: number }[];
  moments: { step: number; mlm_loss: number; tokens: RecordedToken[] }[];
}

interface RecordedToken {
  original: string;
  input: string;
  fate: TokenFate;
  guess: string;
  probability: number;
  /** Null where it is not scored. */
  loss: number | null;
}

const { steps, curve, moments } = run as RecordedRun;
const figure = (value: number) => value.toFixed(2);
const whole = (value: number) => value.toLocaleString('en');
const both = (text: (t: (typeof LANGUAGES)['en']['recorded']) => string) =>
  inBoth((t, language) => `<p lang="${language}">${escaped(text(t.recorded))}</p>`);
/** A label of two words, one in each language. */
const label = (word: (t: (typeof LANGUAGES)['en']['recorded']) => string) =>
  `${escaped(word(LANGUAGES.en.recorded))} <span lang="ko">· ${escaped(word(LANGUAGES.ko.recorded))}</span>`;

const [WIDTH, HEIGHT, LEFT, BOTTOM] = [640, 240, 44, 28];

function curveSvg(): string {
  const most = Math.ceil(Math.max(...curve.map(({ loss }) => loss)));
  const x = (step: number) => LEFT + (step / steps) * (WIDTH - LEFT - 12);
  const y = (loss: number) => HEIGHT - BOTTOM - (loss / most) * (HEIGHT - BOTTOM - 12);
  const text = (at: [number, number], anchor: string, words: string | number) =>
    `<text x="${at[0]}" y="${at[1]}" text-anchor="${anchor}">${words}</text>`;
  const line = curve.map(({ step, loss }) => `${x(step).toFixed(1)},${y(loss).toFixed(1)}`).join(' ');
  const grid = Array.from({ length: most + 1 }, (_, loss) => loss).map(
    (loss) =>
      `<path d="M${LEFT} ${y(loss)}H${WIDTH - 12}" stroke="currentColor" stroke-opacity=".15"/>` +
      text([LEFT - 8, y(loss) + 4], 'end', loss),
  );
  const ends = text([x(0), HEIGHT - 8], 'start', 0) + text([x(steps), HEIGHT - 8], 'end', whole(steps));
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(LANGUAGES.en.recorded.curve)}" font-size="13" fill="currentColor">
    ${grid.join('')}${ends}<polyline points="${line}" fill="none" stroke="currentColor" stroke-width="2.5"/></svg>`;
}

function momentHtml({ step, mlm_loss, tokens }: RecordedRun['moments'][number]): string {
  const scored = tokens.filter(({ loss }) => loss !== null);
  const row = tokens.map(
    ({ input, fate }) => `<span class="fate-${fate}" data-fate="${fate}">${escaped(input)}</span>`,
  );
  const cells = scored.map(
    ({ original, input, fate, guess, probability, loss }) =>
      `<tr><td>${escaped(original)}</td><td>${escaped(input)}</td><td>${label((t) => t.fates[fate])}</td>` +
      `<td>${escaped(guess)} ${(probability * 100).toFixed(probability < 0.1 ? 1 : 0)}%</td><td>${figure(loss!)}</td></tr>`,
  );
  const head = (['original', 'input', 'fate', 'guess', 'loss'] as const).map(
    (column) => `<th scope="col">${label((t) => t.head[column])}</th>`,
  );
  return `<h3>${label((t) => t.step(whole(step)))}</h3><p class="row" translate="no">${row.join(' ')}</p>
    ${both((t) => t.scored(scored.length, tokens.length, figure(mlm_loss)))}
    <table><thead><tr>${head.join('')}</tr></thead><tbody>${cells.join('')}</tbody></table>`;
}

/** The run, for a page without scripts. Its sentences are in both languages. */
export function recordedHtml(): string {
  const [first, last] = [curve[0]!, curve.at(-1)!];
  return `<section class="recorded"><h2>${label((t) => t.title)}</h2>${both((t) => t.lead(whole(steps)))}
    <figure>${curveSvg()}<figcaption>${both((t) => `${t.curve}. ${t.curveAbout(figure(first.loss), figure(last.loss), whole(steps))}`)}</figcaption></figure>
    ${moments.map(momentHtml).join('')}</section>`;
}
