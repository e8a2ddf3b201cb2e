// The worker around an engine: loads it by URL, serves commands, and trains in between.
//
// Training is a loop of short ticks. Between two ticks the loop goes through the event queue once, so that a command
// waits for one tick at most. Everything else (what a step is, what a trace holds) happens in Rust.

import './trusted';
import { listenToDevices } from './gpu';
import { fetchWasm, HostError, mayCompile, scriptFault } from './host';
import { Outbox } from './outbox';
import { Team } from './team';
import type {
  ChosenFile,
  Command,
  EngineEvent,
  EngineModule,
  Failure,
  FromWorker,
  GpuFault,
  Help,
  Obstacle,
  Refusal,
  ToWorker,
} from './types';

type Engine = Awaited<ReturnType<EngineModule['Worker']['create']>>;

const queue: { id: number; command: Command | Promise<Command> }[] = [];
let engine: Engine | undefined;
/** Set before the page sends a command. */
let filesToRead!: EngineModule['files_to_read'];
let team: Team | undefined;
let pumping = false;
/** What the browser said of the GPU device that this engine has, or had. */
let broken: { gpu: GpuFault; message: string } | undefined;
/** A readback failed, so the browser will say soon what happened to the device. */
let doubtful = false;
let lastPost = 0;

/** Minimum time between two messages that only say that the device answers. */
const ALIVE_MS = 1000;
/** How long to wait for what the browser says. */
const DOUBT_MS = 1000;

declare global {
  /** Set by the engine's panic hook: the module stops after a panic, and this is the only place where its message is. */
  var clozePanic: string | undefined;
}

const outbox = new Outbox((event) => {
  lastPost = performance.now();
  self.postMessage({ type: 'event', event } satisfies FromWorker);
});
const emit = (event: EngineEvent) => (event.type === 'failed' ? void failed(event) : outbox.add(event));

/** After what waits: an older report must not follow a newer reply. */
function post(message: FromWorker) {
  outbox.flush();
  lastPost = performance.now();
  self.postMessage(message, { transfer: bytesIn(message) });
}

listenToDevices({
  answered() {
    if (performance.now() - lastPost >= ALIVE_MS) post({ type: 'alive' });
  },
  failed() {
    doubtful = true;
  },
  broke(gpu, message) {
    broken ??= { gpu, message };
    // An engine that is still being made says itself why it cannot be.
    if (engine) crash(message);
  },
});

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === 'seen') {
    outbox.seen();
  } else if (data.type === 'load') {
    void load(data.js, data.wasm, data.help);
  } else {
    const command = data.type === 'open' ? opening(data.files, data.purpose) : data.command;
    // The handler of the message reports a file that cannot be read. Until then the rejection has no handler.
    if (command instanceof Promise) command.catch(() => {});
    queue.push({ id: data.id, command });
    void pump();
  }
});
// A panic inside an awaited future surfaces here, not as a rejection.
self.addEventListener('error', (event) => crash(event.error ?? event.message));
self.addEventListener('unhandledrejection', (event) => crash(event.reason));

/** Objects to transfer, not copy: the buffer of a reply of bytes, which is not used here again. */
function bytesIn(message: FromWorker): Transferable[] {
  if (message.type !== 'reply') return [];
  const reply = message.reply.type === 'tuning' ? message.reply.reply : message.reply;
  return 'bytes' in reply ? [reply.bytes.buffer] : [];
}

async function load(js: string, wasm: string, help: Help) {
  try {
    const module = await moduleAt(js, wasm);
    filesToRead = module.files_to_read;
    const helpers = module.helpers_of(help.workers);
    team = helpers > 0 ? new Team(helpers, help.always, js, wasm) : undefined;
    post({ type: 'alive' });
    try {
      engine = await module.Worker.create(team, emit);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) throw error;
      post({ type: 'refused', id: 0, refusal: refusalOf(error) });
      return;
    }
    if (broken) return crash(broken.message);
    post({ type: 'ready', schema: module.settings_schema() });
    void pump();
  } catch (error) {
    crash(error);
  }
}

async function moduleAt(js: string, wasm: string): Promise<EngineModule> {
  const module = await (import(/* @vite-ignore */ js) as Promise<EngineModule>).catch(async (error: unknown) => {
    const fault = await scriptFault(js);
    throw fault ? new HostError(fault) : error;
  });
  if (!mayCompile()) throw new HostError({ code: 'policy' });
  await module.default({ module_or_path: fetchWasm(wasm, (bytes) => post({ type: 'fetched', bytes })) });
  return module;
}

/** The files of a checkpoint, read here so that the page never waits for them. A folder may hold much that no engine reads. */
async function opening(chosen: ChosenFile[], purpose: 'ask' | 'tune'): Promise<Command> {
  const names = chosen.map(({ name }) => name);
  const sizes = Float64Array.from(chosen, ({ blob }) => blob.size);
  const files = [];
  for (const index of filesToRead(names, sizes)) {
    const { name, blob } = chosen[index]!;
    files.push({ name, bytes: new Uint8Array(await blob.arrayBuffer()) });
  }
  return purpose === 'ask'
    ? { type: 'open_checkpoint', files }
    : { type: 'tuning', command: { type: 'open_base', files } };
}

async function pump() {
  if (pumping || !engine) return;
  pumping = true;
  try {
    for (;;) {
      const next = queue.shift();
      if (next) {
        await serve(engine, next.id, next.command);
      } else {
        if (!engine.is_running()) break;
        const wait = await engine.tick(emit);
        await breathe(wait ?? 0);
      }
    }
  } catch (error) {
    crash(error);
  } finally {
    pumping = false;
  }
}

async function serve(engine: Engine, id: number, command: Command | Promise<Command>) {
  try {
    const asked = await command;
    if (asked.type === 'benchmark') await team?.gathered();
    // The page asks only what this engine knows: the types are those of one of them.
    post({ type: 'reply', id, reply: await engine.handle(asked as Parameters<Engine['handle']>[0], emit) });
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError || (await deviceBroke())) throw error;
    post({ type: 'refused', id, refusal: refusalOf(error) });
  }
}

/** Training stopped. Where the device is the cause, the page is told so, as of every other error of the device. */
async function failed(event: Extract<EngineEvent, { type: 'failed' }>) {
  if (await deviceBroke()) crash(event.message);
  else post({ type: 'event', event });
}

/** What the browser says of a device may come a moment after the errors that follow from it. */
async function deviceBroke(): Promise<boolean> {
  const begun = performance.now();
  while (doubtful && !broken && performance.now() - begun < DOUBT_MS) await breathe(20);
  doubtful = false;
  return broken !== undefined;
}

function refusalOf(error: unknown): Refusal {
  if (error && typeof error === 'object' && 'message' in error) {
    const setting = 'setting' in error && typeof error.setting === 'string' ? error.setting : null;
    const obstacle = 'obstacle' in error ? (error.obstacle as Obstacle) : null;
    return { setting, obstacle, message: String(error.message) };
  }
  return { message: String(error) };
}

/** Lets waiting messages in. A timer would cost 4 ms a tick, a resolved promise would let nothing in. */
function breathe(wait_ms: number): Promise<void> {
  return new Promise((resolve) => {
    if (wait_ms >= 4) {
      setTimeout(resolve, wait_ms);
    } else {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    }
  });
}

/**
 * A module that gets no more memory stops without a word, where a panic leaves one. Its memory at the start is the browser's to give, which
 * says so in its own words.
 */
function outOfMemory(error: unknown): boolean {
  if (error instanceof WebAssembly.RuntimeError) return /unreachable/i.test(error.message);
  return error instanceof Error && /out of memory|allocate/i.test(error.message);
}

function crash(error: unknown) {
  const panic = self.clozePanic ?? '';
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const message = broken?.message || panic || (error instanceof Error ? error.message : String(error));
  const failure: Failure = { message, details: [panic, stack].filter(Boolean).join('\n') };
  if (broken) failure.gpu = broken.gpu;
  if (error instanceof HostError) failure.fault = error.fault;
  if (!panic && outOfMemory(error)) {
    failure.memory = true;
    failure.message = `The browser gives no more memory. A smaller model, batch or sequence length needs less. (${message})`;
  }
  post({ type: 'crashed', failure });
}
