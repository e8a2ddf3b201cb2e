// Draws memory over a long run: a panel for each measure, a column for each engine. A panel's height is two fifths of the value, so that
// the 2 % which count as flat, a band, can be seen.

import { MEASURES, amount, share } from './soak-measures.js';
import { escape, svg } from './svg.js';

const TOP = 46;
const PANEL = { width: 430, height: 104 };
const INNER = { left: 16, right: 76, top: 26, bottom: 22 };
const [FLAT, SHOWN] = [0.02, 0.2];

export function soakPlot(results, titles) {
  const columns = results.flatMap((result, column) => {
    const left = column * PANEL.width;
    const measures = Object.keys(MEASURES).filter((id) =>
      result.growth.some(({ measure, last }) => measure === id && last > 0),
    );
    const title = `<text x="${left + INNER.left}" y="24" font-size="16" font-weight="600">${escape(titles[result.device])}, ${result.steps.toLocaleString('en')} steps</text>`;
    return [title, ...measures.flatMap((id, row) => panel(result, id, left, TOP + row * PANEL.height))];
  });
  const height = TOP + Object.keys(MEASURES).length * PANEL.height;
  return svg(results.length * PANEL.width, height, 'Memory over a long run, while a monkey uses the page', columns);
}

function panel({ samples, growth, steps, warm_up }, id, left, top) {
  const { first, grown } = growth.find(({ measure }) => measure === id);
  const [from, to] = [left + INNER.left, left + PANEL.width - INNER.right];
  const [upper, lower] = [top + INNER.top, top + PANEL.height - INNER.bottom];
  const x = (step) => from + ((to - from) * step) / steps;
  const y = (value) => {
    const off = Math.max(-SHOWN, Math.min(SHOWN, value / first - 1));
    return (upper + lower) / 2 - (off / SHOWN) * ((lower - upper) / 2);
  };
  const [band, foot] = [y(first * (1 + FLAT)), y(first * (1 - FLAT))].map((at) => at.toFixed(1));
  const points = samples.map((sample) => `${x(sample.step).toFixed(1)},${y(sample[id]).toFixed(1)}`).join(' ');
  const warm = x(warm_up * steps).toFixed(1);
  const middle = (upper + lower) / 2;
  const faint = (x, y, text, more = '') =>
    `<text class="faint" x="${x}" y="${y.toFixed(1)}" font-size="11"${more}>${text}</text>`;
  return [
    `<text x="${from}" y="${top + 18}">${escape(MEASURES[id].title)}</text>`,
    faint(to, top + 18, `${share(grown)}`, ' text-anchor="end"'),
    `<rect class="cloze" x="${from}" width="${to - from}" y="${band}" height="${(foot - band).toFixed(1)}" opacity="0.15" stroke="none" />`,
    `<line class="grid" x1="${from}" x2="${to}" y1="${lower}" y2="${lower}" />`,
    `<line class="grid" x1="${warm}" x2="${warm}" y1="${upper}" y2="${lower}" stroke-dasharray="3 3" />`,
    faint(Number(warm) - 4, upper + 8, 'warm-up', ' text-anchor="end"'),
    faint(to + 8, middle + 4, amount(id, first)),
    faint(to + 8, upper + 4, '+20 %'),
    faint(to + 8, lower + 4, '−20 %'),
    `<polyline class="cloze" points="${points}" stroke-width="2" />`,
    faint(from, lower + 14, '0'),
    faint(to, lower + 14, steps.toLocaleString('en'), ' text-anchor="end"'),
  ];
}
