// Draws how a step's time grows: a panel for each axis, all with the same scale of milliseconds. Both scales are logarithmic, so that a
// power of the axis is a straight line. Dashed lines grow linearly and quadratically from `small` on one thread.

import { axes } from './growth.js';
import { CURVES } from './parts.js';
import { escape, label, svg } from './svg.js';

const [WIDTH, PANEL, TOP] = [860, { width: 430, height: 300 }, 40];
const INNER = { left: 58, right: 24, top: 30, bottom: 42 };
const KINDS = ['cloze', 'peer', 'third'];

export function growthPlot(result) {
  const found = axes(result);
  const times = found.flatMap(({ points }) =>
    points.flatMap(({ times }) => times.filter(Boolean).map(({ least }) => least)),
  );
  const range = [Math.min(...times) / 1.3, Math.max(...times) * 1.3];
  const panels = found.flatMap((axis, index) =>
    panel(axis, range, (index % 2) * PANEL.width, TOP + Math.floor(index / 2) * PANEL.height),
  );
  const height = TOP + Math.ceil(found.length / 2) * PANEL.height;
  return svg(WIDTH, height, 'Milliseconds of a training step, along four of its sizes', [...legend(), ...panels]);
}

function legend() {
  return CURVES.flatMap(({ title }, index) => {
    const x = 58 + index * 190;
    return [
      `<line class="${KINDS[index]}" x1="${x}" x2="${x + 28}" y1="16" y2="16" stroke-width="2" />`,
      mark(index, x + 14, 16),
      `<text x="${x + 36}" y="20">${escape(title)}</text>`,
    ];
  });
}

/** The curves differ in form too, for colour-blind readers. */
function mark(index, x, y) {
  const [at, down] = [x, y].map((value) => value.toFixed(1));
  if (index === 0) return `<circle class="cloze" cx="${at}" cy="${down}" r="4" />`;
  const turn = index === 1 ? '' : ` transform="rotate(45 ${at} ${down})"`;
  return `<rect class="${KINDS[index]}" x="${(x - 3.5).toFixed(1)}" y="${(y - 3.5).toFixed(1)}" width="7" height="7"${turn} />`;
}

function panel({ title, points, powers, small }, [low, high], left, top) {
  const values = points.map(({ value }) => value);
  const [first, last] = [values[0], values.at(-1)];
  const [from, to] = [left + INNER.left, left + PANEL.width - INNER.right];
  const [upper, lower] = [top + INNER.top, top + PANEL.height - INNER.bottom];
  const x = (value) => from + ((to - from) * Math.log(value / first)) / Math.log(last / first);
  const y = (time) => lower - ((lower - upper) * Math.log(time / low)) / Math.log(high / low);
  const lines = [`<text x="${from}" y="${top + 18}" font-weight="600">${escape(title)}</text>`];
  for (let power = Math.ceil(Math.log10(low)); power <= Math.floor(Math.log10(high)); power++) {
    const at = y(10 ** power).toFixed(1);
    lines.push(
      `<line class="grid" x1="${from}" x2="${to}" y1="${at}" y2="${at}" />`,
      `<text class="faint" x="${from - 8}" y="${(Number(at) + 4).toFixed(1)}" text-anchor="end" font-size="11">${label(10 ** power)}</text>`,
    );
  }
  for (const value of values) {
    const at = x(value).toFixed(1);
    lines.push(
      `<line class="grid" x1="${at}" x2="${at}" y1="${lower}" y2="${lower + 4}" />`,
      `<text class="faint" x="${at}" y="${lower + 18}" text-anchor="middle" font-size="11">${value}</text>`,
    );
  }
  lines.push(`<line class="grid" x1="${from}" x2="${to}" y1="${lower}" y2="${lower}" />`);
  lines.push(...guides());
  CURVES.forEach((_, index) => {
    const known = points.filter(({ times }) => times[index]);
    const places = known.map(({ value, times }) => [x(value), y(times[index].least)]);
    const list = places.map((place) => place.map((value) => value.toFixed(1)).join(',')).join(' ');
    lines.push(`<polyline class="${KINDS[index]}" points="${list}" stroke-width="2" />`);
    lines.push(...places.map(([across, down]) => mark(index, across, down)));
  });
  return lines;

  /** Powers of the axis through the point of `small`, or the nearest one, on the first curve. */
  function guides() {
    const nearest = points.reduce((best, point) =>
      Math.abs(Math.log(point.value / small)) < Math.abs(Math.log(best.value / small)) ? point : best,
    );
    const time = nearest.times[0]?.least;
    if (!time) return [];
    return powers.flatMap((power) => {
      // From that point to the edge of the panel.
      const end = Math.min(last, nearest.value * (high / time) ** (1 / power));
      const reached = time * (end / nearest.value) ** power;
      const places = [x(nearest.value), y(time), x(end), y(reached)].map((value) => value.toFixed(1));
      return [
        `<line class="peer" x1="${places[0]}" y1="${places[1]}" x2="${places[2]}" y2="${places[3]}" stroke-dasharray="3 4" />`,
        `<text class="faint" x="${places[2]}" y="${(Number(places[3]) - 6).toFixed(1)}" text-anchor="end" font-size="11">${power === 1 ? '∝ n' : '∝ n²'}</text>`,
      ];
    });
  }
}
