// The page's queries to the engines besides training, each as one call. None of them changes the run.

import type { Conductor } from './conductor';
import type { CheckpointInfo, ChosenFile, Command, DraftCheck, Edit, Report, Trace, WhatIf } from './types';

/**
 * Commands that change nothing. They do not wait for one another: the engine answers all that are there between two steps, so that a
 * script that asks more often than there are steps is not answered later and later.
 */
export const QUESTIONS: ReadonlySet<Command['type']> = new Set<Command['type']>([
  'state',
  'trace',
  'report',
  'words',
  'check_draft',
  'what_if',
  'after_update',
  'losses_by_row',
  'probe',
  'continue',
  'fill',
  'parameters',
  'pixels',
  'weight',
  'presets',
]);

export class Questions {
  readonly #conductor: Conductor;

  constructor(conductor: Conductor) {
    this.#conductor = conductor;
  }

  async report(): Promise<Report> {
    return (await this.#conductor.send({ type: 'report' }, 'report')).report;
  }

  /** Validates changes of the settings that are not applied yet. */
  async checkDraft(values: [string, string][]): Promise<DraftCheck> {
    return (await this.#conductor.send({ type: 'check_draft', values }, 'draft')).check;
  }

  async currentTrace(): Promise<Trace> {
    return (await this.#conductor.send({ type: 'trace' }, 'trace')).trace;
  }

  /** Another row of a step, as it was; only of the step that was traced last. It is then the row on the stage. */
  async showRow(row: number, step: number): Promise<Trace> {
    return (await this.#conductor.send({ type: 'show_row', row, step }, 'trace')).trace;
  }

  /** The terms of a step's MLM loss, row by row; only for the step that was traced last. */
  async lossesByRow(step: number): Promise<number[][]> {
    return (await this.#conductor.send({ type: 'losses_by_row', step }, 'losses')).rows;
  }

  /** A step as a Jupyter notebook, which computes it again in PyTorch; only for the step that was traced last. */
  async notebook(step: number): Promise<Uint8Array> {
    return (await this.#conductor.send({ type: 'notebook', step }, 'bytes')).bytes;
  }

  /** The current model, as a zip of a Hugging Face folder. */
  async exportWeights(): Promise<Uint8Array> {
    return (await this.#conductor.send({ type: 'export_weights' }, 'bytes')).bytes;
  }

  /** Opens a checkpoint, independent of the run. The CPU engine reads it, whichever engine trains. */
  async openCheckpoint(files: ChosenFile[]): Promise<CheckpointInfo> {
    return (await (await this.#conductor.borrow('cpu')).open(files)).info;
  }

  /** The predictions of the open checkpoint; `[MASK]` in a text is a masked position. */
  async probeCheckpoint(text: string, pair: string | null): Promise<Trace> {
    const engine = await this.#conductor.borrow('cpu');
    return (await engine.send({ type: 'probe_checkpoint', text, pair: pair ?? undefined }, 'trace')).trace;
  }

  /** The step that was traced last, computed with another masking rule. */
  async whatIf(rule: WhatIf): Promise<Trace> {
    const { step } = await this.currentTrace();
    return (await this.#conductor.send({ type: 'what_if', rule, step }, 'trace')).trace;
  }

  /** The predictions of the current model for a text of the user's, or for two. */
  async probe({ text, pair, edits }: { text: string; pair: string; edits: Edit[] }) {
    const pairOrNone = pair.trim() === '' ? undefined : pair;
    const { trace, facts } = await this.#conductor.send({ type: 'probe', text, pair: pairOrNone, edits }, 'typed');
    return { trace, facts };
  }

  async closeCheckpoint(): Promise<void> {
    await (await this.#conductor.borrow('cpu')).send({ type: 'close_checkpoint' }, 'state');
  }
}
