import { describe, expect, test } from 'vitest';
import type { Settings } from '../engine/types';
import { addressWith, LINK_VERSION, linkWith, readLink, runIn, runPairs } from './link';
import { KEPT_LINKS } from './links.fixture';
import { nest, settingOf, shortName, type SettingInfo, type SettingValue } from './settings';

const PAGE = 'https://example.org/cloze/';
const of = (query: string) => readLink(`${PAGE}${query}`);

for (const { about, link, opens } of KEPT_LINKS) {
  test(`a link of ${about} opens as ever`, () => {
    expect(readLink(new URL(link, PAGE).href)).toEqual({ step: null, row: 0, packed: null, leftOut: [], ...opens });
  });
}

/** A setting of each kind. tests/browser/share.spec.ts does the same with those of the engine. */
const SCHEMA: SettingInfo[] = [
  { name: 'corpus', group: 'corpus', kind: 'choice', default: 'stories', choices: ['stories', 'text'] },
  { name: 'text', group: 'corpus', kind: 'text', default: '' },
  { name: 'masking.probability', group: 'masking', kind: 'number', default: 0.15, minimum: 0, maximum: 1 },
  { name: 'masking.whole_word', group: 'masking', kind: 'flag', default: false },
  { name: 'learning_rate', group: 'training', kind: 'number', default: 0.001, minimum: 0, maximum: 1 },
  { name: 'seed', group: 'training', kind: 'integer', default: 1, minimum: 0, maximum: 4294967295 },
];

/** A small generator, so that a failure can be repeated. */
function random(seed: number) {
  return () => (seed = (seed * 16807) % 2147483647) / 2147483647;
}

function anyValue(info: SettingInfo, next: () => number): SettingValue {
  const { kind, minimum = 0, maximum = 1, choices = [] } = info;
  if (next() < 0.3) return info.default;
  if (kind === 'flag') return next() < 0.5;
  if (kind === 'choice') return choices[Math.floor(next() * choices.length)] ?? info.default;
  if (kind === 'text') return '';
  const value = minimum + next() ** 8 * (maximum - minimum);
  return kind === 'integer' ? Math.floor(value) : value;
}

const settingsOf = (values: [string, SettingValue][]) => nest(Object.fromEntries(values)) as Settings;

test('settings that were written into a link are read from it, digit by digit', () => {
  const next = random(7);
  for (let times = 0; times < 300; times++) {
    const settings = settingsOf(SCHEMA.map((info) => [info.name, anyValue(info, next)]));
    const moment = next() < 0.5 ? { step: Math.floor(next() * 1000), row: Math.floor(next() * 3) } : null;
    const read = readLink(linkWith(PAGE, runPairs(SCHEMA, settings, moment)));
    expect(read).toMatchObject({ step: moment?.step ?? null, row: moment?.row ?? 0, leftOut: [] });
    const said = new Map(read.pairs);
    for (const { name, kind, default: fallback } of SCHEMA) {
      const text = said.get(shortName(name));
      const value = text === undefined ? fallback : kind === 'flag' ? text === 'true' : text;
      expect(String(value), name).toBe(String(settingOf(settings, name)));
    }
  }
});

const DEFAULTS = settingsOf(SCHEMA.map(({ name, default: fallback }) => [name, fallback]));

test('a link to the default run is its version and its seed', () => {
  expect(linkWith(PAGE, runPairs(SCHEMA, DEFAULTS))).toBe(`${PAGE}?v=${LINK_VERSION}&seed=1`);
});

test('the user’s text is in no query', () => {
  const settings = { ...DEFAULTS, corpus: 'text', text: 'secret' };
  const link = linkWith(PAGE, runPairs(SCHEMA, settings), 'c2VjcmV0');
  expect(new URL(link).search).toBe(`?v=${LINK_VERSION}&seed=1&corpus=text`);
  expect(readLink(link).packed).toBe('c2VjcmV0');
});

test('the page’s own parameters and its room stay in the address, and are not in a link', () => {
  const address = `${PAGE}?lang=ko&seed=5&present=1&step=3#/compare?z=abc`;
  expect(addressWith(address, [['seed', '9']])).toBe(`${PAGE}?lang=ko&present=1&seed=9#/compare`);
  expect(linkWith(address, [['seed', '9']])).toBe(`${PAGE}?seed=9`);
});

test('an address that asks for nothing gets the defaults of today', () => {
  expect(of('').pairs).toEqual([]);
  expect(of('?lang=ko&theme=dark#/train').pairs).toEqual([]);
});

test('a run is the same in whatever order and place an address has it, and another seed is another run', () => {
  const run = runIn(`${PAGE}?v=1&seed=1&layers=3`);
  expect(runIn(`${PAGE}?lang=ko&layers=3&seed=1&step=40#/settings`)).toBe(run);
  // A link without a version left out the seed that was the default.
  expect(runIn(`${PAGE}?layers=3`)).toBe(run);
  expect(runIn(`${PAGE}?v=1&seed=2&layers=3`)).not.toBe(run);
});

describe('a broken link is used as far as it goes', () => {
  test.each([
    ['?v=2&seed=4', [['seed', '4']], [{ name: 'v=2', reason: 'newer' }]],
    ['?v=1&seed=4&step=1e999', [['seed', '4']], [{ name: 'step', reason: 'value' }]],
    ['?v=-1&seed=4', [['seed', '4']], [{ name: 'v', reason: 'value' }]],
    ['?v=1&seed=4&row=NaN', [['seed', '4']], [{ name: 'row', reason: 'value' }]],
    ['?v=1&seed=4&seed=5', [['seed', '4']], [{ name: 'seed', reason: 'twice' }]],
    [
      '?v=1&probability=0.2&masking.probability=0.3',
      [['probability', '0.2']],
      [{ name: 'masking.probability', reason: 'twice' }],
    ],
    ['?v=1&v=1&seed=%', [['seed', '%']], [{ name: 'v', reason: 'twice' }]],
    ['?v=1&%3Cb%3E=%3Cscript%3E', [['<b>', '<script>']], []],
  ])('%s', (query, pairs, leftOut) => {
    expect(of(query)).toMatchObject({ pairs, leftOut });
  });

  test('cut off anywhere', () => {
    const link = linkWith(PAGE, [...runPairs(SCHEMA, DEFAULTS), ['step', '12']], 'FcixDYAwDATA3lP8BN6Bkj4');
    for (let length = PAGE.length; length <= link.length; length++) {
      expect(() => readLink(link.slice(0, length))).not.toThrow();
    }
  });
});
