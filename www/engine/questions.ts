// What the page asks the engines beside training, each as one call. Nothing here changes the run.

import type { Conductor } from './conductor';
import type { CheckpointInfo, ChosenFile, DraftCheck, Edit, Report, Trace, WhatIf } from './types';

export class Questions {
  readonly #conductor: Conductor;

  constructor(conductor: Conductor) {
    this.#conductor = conductor;
  }

  async report(): Promise<Report> {
    return (await this.#conductor.send({ type: 'report' }, 'report')).report;
  }

  /** What is wrong with changes of the settings that are not started yet. */
  async checkDraft(values: [string, string][]): Promise<DraftCheck> {
    return (await this.#conductor.send({ type: 'check_draft', values }, 'draft')).check;
  }

  async currentTrace(): Promise<Trace> {
    return (await this.#conductor.send({ type: 'trace' }, 'trace')).trace;
  }

  /** The terms of a step's MLM loss, row by row; of the step that was traced last alone. */
  async lossesByRow(step: number): Promise<number[][]> {
    return (await this.#conductor.send({ type: 'losses_by_row', step }, 'losses')).rows;
  }

  /** The model as it stands: a zip of a Hugging Face folder. */
  async exportWeights(): Promise<Uint8Array> {
    return (await this.#conductor.send({ type: 'export_weights' }, 'bytes')).bytes;
  }

  /** Opens a checkpoint beside the run. The CPU engine looks at it, whichever engine trains. */
  async openCheckpoint(files: ChosenFile[]): Promise<CheckpointInfo> {
    return (await (await this.#conductor.borrow('cpu')).open(files)).info;
  }

  /** What the open checkpoint predicts; `[MASK]` in a text is a blank to be filled. */
  async probeCheckpoint(text: string, pair: string | null): Promise<Trace> {
    const engine = await this.#conductor.borrow('cpu');
    return (await engine.send({ type: 'probe_checkpoint', text, pair: pair ?? undefined }, 'trace')).trace;
  }

  /** The step that was traced last as another rule would have had it. */
  async whatIf(rule: WhatIf): Promise<Trace> {
    const { step } = await this.currentTrace();
    return (await this.#conductor.send({ type: 'what_if', rule, step }, 'trace')).trace;
  }

  /** What the model as it stands makes of a text of the user's, or of two. */
  async probe({ text, pair, edits }: { text: string; pair: string; edits: Edit[] }) {
    const pairOrNone = pair.trim() === '' ? undefined : pair;
    const { trace, facts } = await this.#conductor.send({ type: 'probe', text, pair: pairOrNone, edits }, 'typed');
    return { trace, facts };
  }

  async closeCheckpoint(): Promise<void> {
    await (await this.#conductor.borrow('cpu')).send({ type: 'close_checkpoint' }, 'state');
  }
}
