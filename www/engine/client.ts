// The page's end of one engine's worker: a promise for each command, and a callback for events.

import { keepOffline, version } from './copy';
import { help } from './help';
import { fetchFile, HostError } from './host';
import type {
  ChosenFile,
  Command,
  Device,
  ElmoCommand,
  ElmoReply,
  EngineEvent,
  Failure,
  FromWorker,
  Obstacle,
  Refusal,
  Reply,
  Schema,
  ToWorker,
  TuningCommand,
  TuningReply,
} from './types';
import { PATIENCE_S, Watchdog } from './watchdog';

/** The files of an engine, as listed in `engines/manifest.json`. */
export interface EngineFiles {
  url: string;
  /** Next to `url` if absent. */
  wasm?: string;
  /** Of the WebAssembly file. */
  bytes?: number;
}

/** An engine by device, Burn's by names of their own, and the CPU engine that can fine-tune too. */
export type EngineName = Device | `burn-${Device}` | 'tuning';

const TITLES: Record<EngineName, string> = {
  cpu: 'CPU engine',
  webgpu: 'WebGPU engine',
  'burn-cpu': 'engine of Burn for the CPU',
  'burn-webgpu': 'engine of Burn for WebGPU',
  tuning: 'engine for fine-tuning',
};

type Manifest = Partial<Record<EngineName, EngineFiles | null>> & {
  /** Of the build, see `version` in copy.ts. */
  version?: string;
};

const MANIFEST = 'engines/manifest.json';

/** This copy of the page has no such engine, perhaps because it is still being built. */
export class MissingEngineError extends Error {
  constructor(name: EngineName) {
    super(`this copy of the page has no ${TITLES[name]} yet`);
  }
}

/** The size of an engine's file in millions of bytes, where it is known. */
export const megabytes = ({ bytes }: EngineFiles) => (bytes === undefined ? undefined : bytes / 1e6);

/** Where this copy of the page has an engine. */
export async function filesOf(name: EngineName): Promise<EngineFiles> {
  const response = await fetchFile(new URL(MANIFEST, document.baseURI).href, { cache: 'no-cache' });
  const manifest = (await response.json().catch(() => {
    // Hosts that answer everything with their own page do not always call it one.
    throw new HostError({ code: 'html', file: MANIFEST });
  })) as Manifest;
  // The host has another version by now, or a cache on the way still has an older page.
  if (version() && manifest.version !== version()) throw new HostError({ code: 'version' });
  const files = manifest[name];
  if (!files) throw new MissingEngineError(name);
  return files;
}

/** A command was refused. `setting` or `obstacle` names the cause if it is one of those. */
export class RefusedError extends Error {
  readonly setting: string | null;
  readonly obstacle: Obstacle | null;
  constructor(refusal: Refusal) {
    super(refusal.message);
    this.name = 'RefusedError';
    this.setting = refusal.setting ?? null;
    this.obstacle = refusal.obstacle ?? null;
  }
}

/** The engine broke during the command. */
export class CrashedError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'CrashedError';
    this.failure = failure;
  }
}

type ReplyOf<T extends Reply['type']> = Extract<Reply, { type: T }>;
type TuningReplyOf<T extends TuningReply['type']> = Extract<TuningReply, { type: T }>;

/** A reply that has to be of the command's own kind. */
function answered<R extends { type: string }, T extends R['type']>(
  reply: R | undefined,
  kind: T,
): Extract<R, { type: T }> {
  if (reply?.type !== kind) throw new Error(`a command was answered by ${reply?.type}, not by ${kind}`);
  return reply as Extract<R, { type: T }>;
}

interface Pending {
  /** Loading has id 0 and no reply. */
  resolve: (reply?: Reply) => void;
  reject: (error: Error) => void;
}

export class EngineClient {
  readonly device: Device;
  schema: Schema | undefined;
  onevent: (event: EngineEvent) => void = () => {};
  /** Called once; afterwards every command rejects. */
  oncrash: (failure: Failure) => void = () => {};
  /** Seconds of silence after which a GPU is given up. Who knows that it is a quick one lowers them. */
  patience_s = PATIENCE_S.slow;

  readonly #worker: Worker;
  #onfetched: (bytes: number) => void = () => {};
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #crashed: Failure | undefined;
  /** The engine's file is there. Until then the network may take its time. */
  #fetched = false;
  #training = false;
  #watchdog: Watchdog | undefined;

  private constructor(device: Device) {
    this.device = device;
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: `cloze-${device}` });
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#receive(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      // Without a message it is the worker's own script that the browser refused.
      const fault = event.message ? undefined : ({ code: 'worker' } as const);
      this.#fail({
        message: event.message || 'The worker could not be started.',
        details: event.filename ?? '',
        fault,
      });
    };
    // A CPU always comes to an end. A submission to a GPU may not.
    if (device === 'webgpu') this.#watch();
  }

  #watch() {
    const expected = () => this.#fetched && (this.#pending.size > 0 || this.#training);
    this.#watchdog = new Watchdog(
      () => (expected() ? this.patience_s : null),
      (seconds) => this.#fail({ message: `The GPU has not answered for ${seconds} s.`, details: '', gpu: 'silent' }),
    );
  }

  /**
   * Loads an engine, `onevent` hears how far that is, and `onfetched` how many bytes of its file are there. Rejects with
   * MissingEngineError, with a HostError, or with what the engine says: no adapter, no memory.
   */
  static async start(
    name: EngineName,
    onevent: (event: EngineEvent) => void,
    known?: EngineFiles,
    onfetched: (bytes: number) => void = () => {},
  ): Promise<EngineClient> {
    const files = known ?? (await filesOf(name));
    const client = new EngineClient(name.endsWith('webgpu') ? 'webgpu' : 'cpu');
    client.onevent = onevent;
    client.#onfetched = onfetched;
    const js = new URL(files.url, document.baseURI).href;
    const wasm = new URL(files.wasm ?? files.url.replace(/\.js$/, '_bg.wasm'), document.baseURI).href;
    try {
      await new Promise<void>((resolve, reject) => {
        client.#pending.set(0, { resolve: () => resolve(), reject });
        client.#post({ type: 'load', js, wasm, help: help() });
      });
    } catch (error) {
      client.stop();
      throw error;
    }
    keepOffline(js, wasm);
    return client;
  }

  /** Sends a command and checks that the reply has the kind of this command. */
  async send<T extends Reply['type']>(command: Command, kind: T): Promise<ReplyOf<T>> {
    return this.#ask((id) => ({ type: 'command', id, command }), kind);
  }

  /** The same for a command of fine-tuning, which only the engine for it knows. */
  async tune<T extends TuningReply['type']>(command: TuningCommand, kind: T): Promise<TuningReplyOf<T>> {
    return answered<TuningReply, T>((await this.send({ type: 'tuning', command }, 'tuning')).reply, kind);
  }

  /** The same for a command of an ELMo, which only Burn's engines know. */
  async elmo<T extends ElmoReply['type']>(command: ElmoCommand, kind: T): Promise<Extract<ElmoReply, { type: T }>> {
    return answered<ElmoReply, T>((await this.send({ type: 'elmo', command }, 'elmo')).reply, kind);
  }

  /** Opens a checkpoint to be asked. The worker reads the files, so even large ones do not block the page. */
  async open(files: ChosenFile[]): Promise<ReplyOf<'checkpoint'>> {
    return this.#ask((id) => ({ type: 'open', id, files, purpose: 'ask' }), 'checkpoint');
  }

  /** Opens a checkpoint to be fine-tuned. */
  async openBase(files: ChosenFile[]): Promise<TuningReplyOf<'base'>> {
    const { reply } = await this.#ask((id) => ({ type: 'open', id, files, purpose: 'tune' }), 'tuning');
    return answered<TuningReply, 'base'>(reply, 'base');
  }

  async #ask<T extends Reply['type']>(message: (id: number) => ToWorker, kind: T): Promise<ReplyOf<T>> {
    if (this.#crashed) throw new CrashedError(this.#crashed);
    const id = ++this.#lastId;
    const reply = await new Promise<Reply | undefined>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#post(message(id));
    });
    return answered(reply, kind);
  }

  stop() {
    this.onevent = () => {};
    this.oncrash = () => {};
    this.#watchdog?.stop();
    this.#worker.terminate();
    this.#rejectAll({ message: 'The engine was stopped.', details: '' });
  }

  #post(message: ToWorker) {
    this.#worker.postMessage(message);
  }

  #receive(message: FromWorker) {
    this.#watchdog?.alive();
    this.#training = running(message) ?? this.#training;
    switch (message.type) {
      case 'fetched':
        this.#onfetched(message.bytes);
        break;
      case 'alive':
        this.#fetched = true;
        break;
      case 'ready':
        this.schema = message.schema;
        this.#settle(0)?.resolve();
        break;
      case 'reply':
        this.#settle(message.id)?.resolve(message.reply);
        break;
      case 'refused':
        this.#settle(message.id)?.reject(new RefusedError(message.refusal));
        break;
      case 'event':
        this.onevent(message.event);
        if (message.event.type === 'progress') this.#post({ type: 'seen' });
        break;
      case 'crashed':
        this.#fail(message.failure);
        break;
    }
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #fail(failure: Failure) {
    if (this.#crashed) return;
    this.#watchdog?.stop();
    this.#worker.terminate();
    this.#rejectAll(failure);
    this.oncrash(failure);
  }

  #rejectAll(failure: Failure) {
    this.#crashed = failure;
    for (const pending of this.#pending.values()) pending.reject(new CrashedError(failure));
    this.#pending.clear();
  }
}

/** Whether the engine trains, if the message says that. */
function running(message: FromWorker): boolean | undefined {
  const told = message.type === 'reply' ? message.reply : message.type === 'event' ? message.event : null;
  if (told && 'state' in told) return told.state.running;
  if (told?.type === 'begun') return told.begun.state.running;
  return told?.type === 'failed' ? false : undefined;
}

/** What went wrong, for the page and for a bug report. */
export function asFailure(error: unknown): Failure {
  if (error instanceof CrashedError) return error.failure;
  if (error instanceof HostError) return { message: error.message, details: error.stack ?? '', fault: error.fault };
  if (error instanceof Error) return { message: error.message, details: error.stack ?? '' };
  return { message: String(error), details: '' };
}
