// Settings that are being changed but not started yet: checked here as far as the ranges and a few relations go, so
// that the word stands beside its cause at once. The engine checks everything again.

import type { Catalog } from '../i18n';
import type { Settings } from '../engine/types';
import { settingOf, type SettingInfo, type SettingValue } from '../state/settings';

/** Changed values by name; numbers are kept as typed until they are sent. */
export type Draft = Record<string, SettingValue>;
export type Errors = Record<string, string>;

export const valueIn = (draft: Draft, settings: Settings, name: string): SettingValue =>
  draft[name] ?? settingOf(settings, name);

const isNumeric = (info: SettingInfo) => info.kind === 'integer' || info.kind === 'number';

/** The draft as the engine takes it: numbers as numbers. */
export function typed(draft: Draft, schema: SettingInfo[]): Draft {
  return Object.fromEntries(
    Object.entries(draft).map(([name, value]) => {
      const info = schema.find((one) => one.name === name);
      return [name, info && isNumeric(info) ? Number(value) : value];
    }),
  );
}

export function sharesSum(draft: Draft, settings: Settings): number {
  const shares = ['masking.mask', 'masking.random', 'masking.keep'];
  return shares.reduce((sum, name) => sum + Number(valueIn(draft, settings, name)), 0);
}

export function errorsOf(draft: Draft, settings: Settings, schema: SettingInfo[], t: Catalog['settings']): Errors {
  const errors: Errors = {};
  for (const [name, value] of Object.entries(draft)) {
    const info = schema.find((one) => one.name === name);
    if (!info || !isNumeric(info)) continue;
    const number = Number(value);
    const [minimum, maximum] = [info.minimum ?? -Infinity, info.maximum ?? Infinity];
    if (String(value).trim() === '' || !Number.isFinite(number)) errors[name] = t.notANumber;
    else if (number < minimum || number > maximum) errors[name] = t.outOfRange(String(minimum), String(maximum));
  }
  const [hidden, heads] = [Number(valueIn(draft, settings, 'hidden_size')), Number(valueIn(draft, settings, 'heads'))];
  if (!errors.heads && !errors.hidden_size && hidden % heads !== 0) errors.heads = t.headsDivide(hidden, heads);
  const sum = sharesSum(draft, settings);
  if (Math.abs(sum - 100) > 1e-6) errors['masking.mask'] ??= t.sharesWrong(String(Number(sum.toFixed(4))));
  const ownText = valueIn(draft, settings, 'corpus') === 'text';
  if (ownText && String(valueIn(draft, settings, 'text')).trim() === '') errors.text = t.emptyText;
  return errors;
}
