import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Settings } from '../engine/types';
import {
  FULL,
  PARTS,
  RECIPES,
  RULES,
  TABLE_5,
  TABLE_8,
  cellOf,
  isTrainedAs,
  otherDirections,
  rowsOf,
  spread,
  type Ablations,
  type Cell,
} from './ablations';

const cell = (task: string, seeds: number[], mode: Cell['mode'] = 'tuned'): Cell => ({
  task,
  mode,
  score: 'f1',
  seeds: { f1: seeds, other: [0] },
});
const file = (...rows: [string, Cell[]][]): Ablations => ({
  command: '',
  date: '',
  settings: { pretraining_steps: 1, seeds: [1, 2, 3], labels: 64 },
  rows: rows.map(([id, tasks]) => ({ id, tasks, objective: 'mlm+nsp', mask_same_random: [80, 10, 10] })),
});

test('the spread is the sample standard deviation, in per cent', () => {
  const { mean, deviation } = spread(cell('qa', [0.5, 0.7, 0.6]));
  expect(mean).toBeCloseTo(60, 10);
  expect(deviation).toBeCloseTo(10, 10);
});

test('a model that lacks a part and is ahead is told, with whether the seeds tell it from chance', () => {
  const found = otherDirections(
    file(
      [
        FULL,
        [
          cell('qa', [0.5, 0.51, 0.52]),
          cell('topic', [0.9, 0.9, 0.9]),
          cell('ner', [0.5, 0.6, 0.7]),
          cell('sentiment', [0.5, 0.6, 0.7]),
        ],
      ],
      [
        'no_nsp',
        [
          cell('qa', [0.6, 0.61, 0.62]),
          cell('topic', [0.8, 0.8, 0.8]),
          cell('ner', [0.5, 0.6, 0.73]),
          cell('sentiment', [0.5, 0.6, 0.7009]),
        ],
      ],
    ),
  );
  expect(found.map(({ task, clear }) => [task, clear])).toEqual([
    ['qa', true],
    ['ner', false],
  ]);
  expect(found[0]?.points).toBeCloseTo(10, 10);
});

test('a masking rule is held against the paper only where the paper has the task', () => {
  const ahead = [cell('qa', [0.6, 0.61, 0.62]), cell('ner', [0.6, 0.61, 0.62], 'frozen')];
  const full = [cell('qa', [0.5, 0.51, 0.52]), cell('ner', [0.5, 0.51, 0.52], 'frozen')];
  expect(otherDirections(file([FULL, full], ['mask_100_0_0', ahead])).map(({ task }) => task)).toEqual(['ner']);
});

test('a run is the row with its objective and, where tokens are masked, its shares', () => {
  const row = (objective: string, mask_same_random: [number, number, number] | null) => ({
    id: '',
    tasks: [],
    objective,
    mask_same_random,
  });
  const run = { objective: 'mlm+nsp', masking: { mask: 80, keep: 0, random: 20 } } as Settings;
  expect(isTrainedAs(row('mlm+nsp', [80, 0, 20]), run)).toBe(true);
  expect(isTrainedAs(row('mlm+nsp', [80, 20, 0]), run)).toBe(false);
  expect(isTrainedAs(row('mlm', [80, 0, 20]), run)).toBe(false);
  expect(isTrainedAs(row('ltr', null), { ...run, objective: 'ltr' })).toBe(true);
});

test('the full recipe is ahead in the paper wherever directions are compared', () => {
  const lower = (rows: Record<string, number[]>, from: number) =>
    Object.entries(rows).every(([id, scores]) =>
      scores.slice(from).every((score, index) => id === FULL || score < (rows[FULL]?.slice(from)[index] ?? 0)),
    );
  expect(lower(TABLE_5.rows, 0)).toBe(true);
  expect(lower(TABLE_8.rows, 1)).toBe(true);
});

test('the file that comes with the page has every row, and a score of each seed in every cell', () => {
  const shipped = JSON.parse(readFileSync('www/public/ablations.json', 'utf8')) as Ablations;
  expect(shipped.rows.map(({ id }) => id)).toEqual([...new Set([...PARTS, ...RULES])]);
  for (const { tasks } of shipped.rows) {
    expect(tasks.map(({ task, mode }) => `${task} ${mode}`)).toEqual([
      'sentiment tuned',
      'topic tuned',
      'ner tuned',
      'qa tuned',
      'ner frozen',
    ]);
    for (const { score, seeds } of tasks) expect(seeds[score]).toHaveLength(shipped.settings.seeds.length);
  }
});

test('outcomes of the queue become rows, with a score of each seed', () => {
  const outcome = (recipe: string, seed: number, value: number) => ({
    recipe,
    seed,
    cells: [{ task: 'ner', mode: 'tuned' as const, score: 'entity_f1', value }],
  });
  const rows = rowsOf(RECIPES, [outcome('no_nsp', 1, 0.5), outcome('no_nsp', 2, 0.7)]);
  expect(rows.map(({ id }) => id)).toEqual(['no_nsp']);
  expect(cellOf(rows[0]!, 'ner', 'tuned')?.seeds).toEqual({ entity_f1: [0.5, 0.7] });
});
