// What each part of the recipe is worth: the precomputed file, and Tables 5 and 8 of the BERT paper (Devlin et al. 2019).

import type { Settings } from '../engine/types';

export type Mode = 'tuned' | 'frozen';

/** One task of one model. */
export interface Cell {
  task: string;
  mode: Mode;
  /** Which of `seeds` the table shows. */
  score: string;
  /** From 0 to 1, for each seed. */
  seeds: Record<string, number[]>;
}

export interface Row {
  id: string;
  objective: string;
  /** In per cent, in the order of the paper's Table 8. Null where nothing is masked. */
  mask_same_random: [number, number, number] | null;
  tasks: Cell[];
}

/** What `cargo xtask ablations` writes. */
export interface Ablations {
  command: string;
  date: string;
  settings: { pretraining_steps: number; seeds: number[]; labels: number };
  rows: Row[];
}

export const FULL = 'mlm_nsp';
/** Rows of the table of parts, and of the table of masking rules. */
export const PARTS = [FULL, 'no_nsp', 'ltr_no_nsp'] as const;
export const RULES = [FULL, 'mask_100_0_0', 'mask_80_0_20', 'mask_80_20_0'] as const;

/** In per cent: accuracy, and F1 for SQuAD. */
export const TABLE_5 = {
  tasks: ['MNLI-m', 'QNLI', 'MRPC', 'SST-2', 'SQuAD'],
  rows: {
    mlm_nsp: [84.4, 88.4, 86.7, 92.7, 88.5],
    no_nsp: [83.9, 84.9, 86.5, 92.6, 87.9],
    ltr_no_nsp: [82.1, 84.3, 77.5, 92.1, 77.8],
  } as Record<string, number[]>,
};

/** In per cent: accuracy for MNLI, F1 for NER. */
export const TABLE_8 = {
  rows: {
    mlm_nsp: [84.2, 95.4, 94.9],
    mask_100_0_0: [84.3, 94.9, 94.0],
    mask_80_0_20: [84.1, 95.2, 94.6],
    mask_80_20_0: [84.4, 95.2, 94.7],
  } as Record<string, number[]>,
};

export async function fetchAblations(): Promise<Ablations> {
  const response = await fetch(new URL('ablations.json', document.baseURI), { cache: 'no-cache' });
  if (!response.ok) throw new Error(`ablations.json: ${response.status} ${response.statusText}`);
  return (await response.json()) as Ablations;
}

const shown = (cell: Cell): number[] => cell.seeds[cell.score] ?? [];
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: number[]) => {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
};

/** Mean and sample standard deviation over the seeds, in per cent. */
export function spread(cell: Cell): { mean: number; deviation: number } {
  return { mean: 100 * mean(shown(cell)), deviation: 100 * Math.sqrt(variance(shown(cell))) };
}

export const cellOf = (row: Row, task: string, mode: Mode): Cell | undefined =>
  row.tasks.find((cell) => cell.task === task && cell.mode === mode);

/** Whether a run with these settings is trained as this row was. */
export function isTrainedAs(row: Row, { objective, masking }: Settings): boolean {
  const shares = [masking.mask, masking.keep, masking.random];
  return (
    row.objective === objective && (row.mask_same_random?.every((share, index) => share === shares[index]) ?? true)
  );
}

/** A model that lacks something and is ahead of the full recipe nevertheless. */
export interface Ahead {
  row: string;
  task: string;
  mode: Mode;
  /** By how many points. */
  points: number;
  /** More than two standard errors of the difference. */
  clear: boolean;
}

/**
 * Where our direction is not the paper's. In Table 5 the full recipe is ahead on every task, in Table 8 on NER, with a frozen encoder too.
 * Table 8's other task, MNLI, has no counterpart here.
 */
export function otherDirections({ rows }: Ablations): Ahead[] {
  const full = rows.find(({ id }) => id === FULL);
  return rows
    .filter(({ id }) => id !== FULL)
    .flatMap((row) =>
      row.tasks.flatMap((cell): Ahead[] => {
        const inPaper = row.id.startsWith('mask_') ? cell.task === 'ner' : cell.mode === 'tuned';
        const best = full && cellOf(full, cell.task, cell.mode);
        if (!inPaper || !best) return [];
        const [ours, base] = [shown(cell), shown(best)];
        const difference = mean(ours) - mean(base);
        const error = Math.sqrt(variance(ours) / ours.length + variance(base) / base.length);
        // What the table shows as equal is not ahead.
        if (difference < 0.0005) return [];
        return [
          { row: row.id, task: cell.task, mode: cell.mode, points: 100 * difference, clear: difference > 2 * error },
        ];
      }),
    );
}

/** A model of the queue: what is pre-trained. */
export interface Recipe {
  id: string;
  objective: Settings['objective'];
  /** In per cent: masked, kept, random. */
  mask_same_random: [number, number, number] | null;
}

export const OWN = 'own';

export const RECIPES: readonly Recipe[] = [
  { id: FULL, objective: 'mlm+nsp', mask_same_random: [80, 10, 10] },
  { id: 'no_nsp', objective: 'mlm', mask_same_random: [80, 10, 10] },
  { id: 'ltr_no_nsp', objective: 'ltr', mask_same_random: null },
  { id: 'mask_100_0_0', objective: 'mlm+nsp', mask_same_random: [100, 0, 0] },
  { id: 'mask_80_0_20', objective: 'mlm+nsp', mask_same_random: [80, 0, 20] },
  { id: 'mask_80_20_0', objective: 'mlm+nsp', mask_same_random: [80, 20, 0] },
];

/** What a model with one seed came to. */
export interface Outcome {
  recipe: string;
  seed: number;
  cells: { task: string; mode: Mode; score: string; value: number }[];
}

/** The rows of a table from what is done, in the form of the file that comes with the page. */
export function rowsOf(recipes: readonly Recipe[], done: readonly Outcome[]): Row[] {
  return recipes.flatMap((recipe) => {
    const own = done.filter((outcome) => outcome.recipe === recipe.id);
    if (own.length === 0) return [];
    const tasks = own[0]!.cells.map(({ task, mode, score }): Cell => {
      const values = own.flatMap(({ cells }) =>
        cells.filter((cell) => cell.task === task && cell.mode === mode).map(({ value }) => value),
      );
      return { task, mode, score, seeds: { [score]: values } };
    });
    return [{ ...recipe, tasks }];
  });
}
