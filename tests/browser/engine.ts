import type { Page } from '@playwright/test';
import type { EngineModule, Schema, Settings } from '../../www/engine/types';

type Query = [string, string][];

interface Engine {
  schema: Schema;
  /** The settings that an engine makes of a query. */
  settingsFrom(query: Query): Promise<Settings>;
}

declare global {
  interface Window {
    testedEngine: Awaited<ReturnType<EngineModule['Worker']['create']>>;
  }
}

/** A second CPU engine on the page, beside the one that trains. */
export async function withEngine(page: Page, work: (engine: Engine) => Promise<void>): Promise<void> {
  const schema = await page.evaluate(async () => {
    const manifest = (await (await fetch('engines/manifest.json')).json()) as { cpu: { url: string; wasm: string } };
    const at = (path: string) => new URL(path, document.baseURI).href;
    const module = (await import(at(manifest.cpu.url))) as EngineModule;
    await module.default({ module_or_path: at(manifest.cpu.wasm) });
    window.testedEngine = await module.Worker.create(undefined, () => {});
    return module.settings_schema();
  });
  const settingsFrom = (query: Query) =>
    page.evaluate(async (query) => {
      const playback = { watching: false, row: 0 };
      const command = { type: 'configure_from_query' as const, query, playback };
      const reply = await window.testedEngine.handle(command, () => {});
      if (reply.type !== 'begun') throw new Error(reply.type);
      const ignored = reply.begun.state.warnings.filter(
        ({ code }) => code === 'ignored_setting' || code === 'not_begun',
      );
      if (ignored.length > 0) throw new Error(ignored.map(({ message }) => message).join('\n'));
      return reply.begun.state.settings;
    }, query);
  await work({ schema, settingsFrom });
}

/** Small enough that a run begins in some milliseconds. */
const TINY: Query = [
  ['text', 'The owl sleeps.\nAt night it hunts.\n\nThe heron waits & sees.\nIt catches a fish.'],
  ['hidden_size', '8'],
  ['layers', '1'],
  ['heads', '1'],
  ['intermediate_size', '8'],
  ['sequence_length', '16'],
  ['batch_size', '2'],
];

/** Whole numbers that cost memory or time are varied near their least value. */
const CHEAP = new Set([
  'seed',
  'steps',
  'warmup_steps',
  'evaluation_interval',
  'masking.max_predictions',
  'vocabulary_size',
]);

/** For each setting a run with each kind of value that it can have, and runs in which many differ at once. */
export function variedRuns(schema: Schema): { about: string; query: Query }[] {
  const valuesOf = (spec: Schema[number]): string[] => {
    const { kind, name } = spec;
    if (kind.kind === 'choice') return kind.choices;
    if (kind.kind === 'flag') return ['true', 'false'];
    if (kind.kind === 'integer') {
      return CHEAP.has(name)
        ? [kind.minimum, kind.maximum].map(String)
        : [String(kind.minimum + 1), String(2 * kind.minimum)];
    }
    if (kind.kind === 'number')
      return [1e-7, 1 / 3, kind.maximum].map((value) => String(Math.max(value, kind.minimum)));
    return [];
  };
  // Those that are right only together.
  const together: Record<string, Query> = {
    'masking.mask': [
      ['random', '0'],
      ['keep', '20'],
    ],
    hidden_size: [['heads', '1']],
    heads: [['hidden_size', '24']],
  };
  const shares: Query[] = [
    [
      ['mask', '100'],
      ['random', '0'],
      ['keep', '0'],
    ],
    [
      ['mask', '33.3'],
      ['random', '33.3'],
      ['keep', '33.4'],
    ],
  ];
  const over = (...parts: Query[]): Query => [...new Map([TINY, ...parts].flat())];
  const singles = schema
    .filter(({ name }) => !/^masking\.(mask|random|keep)$/.test(name))
    .flatMap((spec) =>
      valuesOf(spec).map((value) => ({
        about: `${spec.name}=${value}`,
        query: over(together[spec.name] ?? [], [[spec.name.split('.').at(-1)!, value]]),
      })),
    );
  const all = singles.map(({ query }) => query);
  const many = [0, 1, 2].map((turn) => ({
    about: `many at once, ${turn}`,
    query: over(...all.filter((_, index) => index % 3 === turn), [
      ['heads', '1'],
      ['text', TINY[0]![1]],
    ]),
  }));
  return [...singles, ...shares.map((query) => ({ about: `shares ${query.join(' ')}`, query: over(query) })), ...many];
}
