// The picture of the report: a line for each trainer from its quickest step to its slowest round, a dot at its median.

import { PARTS } from './parts.js';

const [WIDTH, LEFT, RIGHT] = [860, 290, 90];
const [ROW, HEAD, FOOT] = [26, 40, 34];

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const label = (value) => (value >= 1000 ? `${+(value / 1000).toPrecision(3)} s` : `${+value.toPrecision(3)} ms`);

/** An SVG for light and dark pages. */
export function plot(results) {
  const parts = [];
  let y = 10;
  for (const result of results) {
    const { svg, height } = panel(result, y);
    parts.push(svg);
    y += height;
  }
  const named = results.map(({ part, size }) => `${PARTS[part].title}, ${size}`).join('; ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" height="${y}" role="img" font-family="system-ui, sans-serif" font-size="13">
<title>Milliseconds of a training step, trainer by trainer: ${escape(named)}</title>
<style>
  text { fill: #24292f }
  .faint { fill: #57606a }
  .grid { stroke: #d0d7de }
  .peer { stroke: #6e7781; fill: #6e7781 }
  .cloze { stroke: #0969da; fill: #0969da }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .faint { fill: #9198a1 }
    .grid { stroke: #3d444d }
    .peer { stroke: #9198a1; fill: #9198a1 }
    .cloze { stroke: #4493f8; fill: #4493f8 }
  }
  text { stroke: none }
</style>
${parts.join('\n')}
</svg>
`;
}

/** One part of the benchmark, on a logarithmic axis of its own. */
function panel({ part, size, summaries }, top) {
  const height = HEAD + summaries.length * ROW + FOOT;
  const values = summaries.filter(({ failed }) => !failed).flatMap(({ least, medians }) => [least, ...medians]);
  const [low, high] = values.length ? [Math.min(...values) / 1.15, Math.max(...values) * 1.15] : [1, 10];
  const x = (value) => LEFT + ((WIDTH - LEFT - RIGHT) * Math.log(value / low)) / Math.log(high / low);
  const bottom = top + HEAD + summaries.length * ROW;
  const lines = [`<text x="0" y="${top + 18}" font-weight="600">${escape(PARTS[part].title)}, ${size}</text>`];
  for (const tick of ticks(low, high)) {
    const at = x(tick).toFixed(1);
    lines.push(`<line class="grid" x1="${at}" x2="${at}" y1="${top + HEAD - 6}" y2="${bottom}" />`);
    lines.push(
      `<text class="faint" x="${at}" y="${bottom + 16}" text-anchor="middle" font-size="11">${label(tick)}</text>`,
    );
  }
  summaries.forEach((found, index) => {
    const middle = top + HEAD + (index + 0.5) * ROW - 3;
    lines.push(`<text x="0" y="${middle + 4}">${escape(found.title)}</text>`);
    if (found.failed) {
      lines.push(`<text class="faint" x="${LEFT}" y="${middle + 4}">failed</text>`);
      return;
    }
    const [from, to] = [Math.min(found.least, found.medians[0]), found.medians[1]].map((value) => x(value).toFixed(1));
    const kind = index === 0 ? 'cloze' : 'peer';
    lines.push(
      `<line class="${kind}" x1="${from}" x2="${to}" y1="${middle}" y2="${middle}" stroke-width="3" stroke-linecap="round" />`,
    );
    lines.push(`<circle class="${kind}" cx="${x(found.median).toFixed(1)}" cy="${middle}" r="5" />`);
    const end = Math.max(Number(to), x(found.median));
    lines.push(`<text x="${(end + 10).toFixed(1)}" y="${middle + 4}">${label(found.median)}</text>`);
  });
  return { svg: lines.join('\n'), height };
}

/** Round numbers: 1, 2 and 5 times powers of ten, and some between on a short axis. */
function ticks(low, high) {
  const factors = high / low > 5 ? [1, 2, 5] : [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];
  const found = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const factor of factors) found.push(factor * 10 ** power);
  }
  return found.filter((value) => value >= low && value <= high);
}
