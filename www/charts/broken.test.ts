// Numbers that are missing, huge or not finite leave no trace in a picture or a table.

import { expect, test } from 'vitest';
import type { HeldOut, LossFacts, Point, Settings } from '../engine/types';
import { en } from '../i18n/en';
import { figuresOf } from './figures';
import { labelRoom, layOut, reachedBy, type Layout } from './layout';
import { svgOf } from './picture';
import { readAt, spoken } from './reading';
import { csvOf } from './table';

const losses = [{ name: 'mlm', scores: 'tokens', baseline: {} }] as unknown as LossFacts[];
const settings = { steps: 100 } as Settings;

function runOf(values: number[]) {
  const points: Point[] = values.map((value, index) => ({ step: index + 1, losses: [value] }));
  const heldOut: HeldOut[] = values.map((value, index) => ({
    step: index + 1,
    // Without labels nothing is measured.
    measures: [{ loss: index % 2 ? value : undefined, accuracy: index % 2 ? 0.5 : undefined }],
  }));
  return { settings, losses, vocabulary: 900, points, heldOut };
}

/** All that is drawn, and not what it was drawn from. */
const places = (drawn: Layout[]) =>
  JSON.stringify(drawn, (key, value: unknown) => (key === 'values' ? undefined : value));

const WRONG = /NaN|Infinity|undefined/;
const SERIES = {
  'NaN at the end': [7, 6, 5, NaN],
  'infinity inside': [7, Infinity, 5, -Infinity],
  'nothing finite': [NaN, NaN, NaN, NaN],
  'the greatest numbers': [7, 3.4e38, -3.4e38, 3.4e38],
  zeros: [0, 0, 0, 0],
  'the smallest numbers': [1.4e-45, 0, 1.4e-45, 0],
};

for (const [name, values] of Object.entries(SERIES)) {
  for (const loss of ['linear', 'log'] as const) {
    for (const smoothing of [0, 10]) {
      test(`curves with ${name} (${loss}, smoothed over ${smoothing}) draw finite places and read finite numbers`, () => {
        const runs = [{ run: runOf(values), id: 0, slot: 0, name: 'run' }];
        const figures = figuresOf(runs, { loss, smoothing }, en);
        for (const stepAxis of ['linear', 'log'] as const) {
          const frame = { steps: 100, stepAxis, reached: reachedBy(figures) };
          const drawn = figures.map((figure) => layOut(figure, 720, 400, labelRoom(figures), frame));
          // JSON writes null for what is no finite number.
          expect(places(drawn)).not.toContain('null');
          expect(
            drawn.flatMap(({ lines }) => lines.flatMap(({ pieces, marks }) => [...pieces, marks])).join(),
          ).not.toMatch(WRONG);
          const picture = { title: '', facts: [], figures, runs, steps: 100, stepAxis };
          expect(svgOf(picture, () => '#000')).not.toMatch(WRONG);
        }
        for (const figure of figures) {
          for (const step of [1, 2, 3, 4]) {
            const reading = readAt(figure, step);
            expect(reading.map(({ value }) => value).every(Number.isFinite)).toBe(true);
            expect(spoken(figure, reading, step, new Map(), en.curves)).not.toMatch(WRONG);
          }
        }
      });
    }
  }
}

test('a table has empty cells for what is no finite number', () => {
  const csv = csvOf({
    points: [{ step: 1, mlm_loss: NaN, nsp_loss: 0.5 }],
    held_out: [{ step: 1, mlm_loss: Infinity, mlm_accuracy: 0, nsp_loss: null, nsp_accuracy: -Infinity }],
  } as Parameters<typeof csvOf>[0]);
  expect(csv.split('\n')[1]).toBe('1,,0.5,,0,,');
});
