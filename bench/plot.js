// Draws the report's picture: a line for each trainer from its fastest step to its slowest round, with a dot at its median.

import { PARTS } from './parts.js';
import { escape, label, svg, ticks } from './svg.js';

const [WIDTH, LEFT, RIGHT] = [860, 290, 90];
const [ROW, HEAD, FOOT] = [26, 40, 34];

/** The parts, one below the other. */
export function plot(results) {
  const parts = [];
  let y = 10;
  for (const result of results) {
    const { lines, height } = panel(result, y);
    parts.push(...lines);
    y += height;
  }
  const named = results.map(({ part, size }) => `${PARTS[part].title}, ${size}`).join('; ');
  return svg(WIDTH, y, `Milliseconds of a training step, trainer by trainer: ${named}`, parts);
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
  return { lines, height };
}
