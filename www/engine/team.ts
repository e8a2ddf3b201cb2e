// The helpers of the worker that trains, and their buffers. Each helper has one buffer, which carries the parameters to
// it and the gradient back, so a step allocates nothing.

import type { FromHelper, ToHelper } from './types';

interface Member {
  worker: Worker;
  ready: boolean;
  /** Detached while it is transferred to the helper. */
  buffer: Float32Array<ArrayBuffer>;
  answer: ((answer: (Float32Array | Float64Array)[]) => void) | undefined;
}

export class Team {
  readonly #always: boolean;
  readonly #js: string;
  readonly #wasm: string;
  readonly #size: number;
  /** Started on first use, so that the page starts without them. */
  #members: Member[] | undefined;
  /** The spec of the helpers' engines. */
  #spec = '';
  #broken: (error: unknown) => void = () => {};

  /** `always`: whether the helpers are used even if they save no time. */
  constructor(helpers: number, always: boolean, js: string, wasm: string) {
    this.#size = helpers;
    this.#always = always;
    this.#js = js;
    this.#wasm = wasm;
  }

  count(): number {
    this.#members ??= Array.from({ length: this.#size }, () => this.#hire());
    return this.#members.every((member) => member.ready) ? this.#members.length : 0;
  }

  /** Resolves when all helpers are ready or have failed. Timing must not start earlier. */
  async gathered(): Promise<void> {
    this.count();
    while (this.#members?.some((member) => !member.ready)) await new Promise((later) => setTimeout(later, 20));
  }

  always(): boolean {
    return this.#always;
  }

  /** See `Helpers` of the engine. */
  async ask(
    helpers: number,
    spec: string,
    batch: Uint32Array,
    parameters: Float32Array,
  ): Promise<(Float32Array | Float64Array)[]> {
    const asked = this.#members?.slice(0, helpers) ?? [];
    const sameModel = spec === this.#spec;
    this.#spec = spec;
    const broken = new Promise<never>((_, reject) => (this.#broken = reject));
    const answers = asked.map((member, place) => {
      if (!sameModel) post(member, { type: 'prepare', spec });
      if (member.buffer.length !== parameters.length) member.buffer = new Float32Array(parameters.length);
      member.buffer.set(parameters);
      // A copy, because the argument is a view of the engine's memory.
      const share: ToHelper = {
        type: 'share',
        place,
        helpers,
        batch: batch.slice(),
        buffer: member.buffer,
      };
      post(member, share, [member.buffer.buffer]);
      return new Promise<(Float32Array | Float64Array)[]>((resolve) => (member.answer = resolve));
    });
    return (await Promise.race([Promise.all(answers), broken])).flat();
  }

  #hire(): Member {
    const worker = new Worker(new URL('./helper.ts', import.meta.url), { type: 'module', name: 'cloze-helper' });
    const member: Member = { worker, ready: false, buffer: new Float32Array(), answer: undefined };
    worker.onmessage = ({ data }: MessageEvent<FromHelper>) => {
      if (data.type === 'ready') {
        member.ready = true;
      } else {
        member.buffer = data.buffer;
        member.answer?.([data.buffer, data.sums]);
      }
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#dismiss(event.message);
    };
    post(member, { type: 'load', js: this.#js, wasm: this.#wasm });
    return member;
  }

  /** If one helper breaks, the cause will probably affect the next too: the leader continues alone. */
  #dismiss(reason: string) {
    for (const { worker } of this.#members ?? []) worker.terminate();
    this.#members = [];
    this.#broken(new Error(reason));
  }
}

function post({ worker }: Member, message: ToHelper, transfer: Transferable[] = []) {
  worker.postMessage(message, transfer);
}
