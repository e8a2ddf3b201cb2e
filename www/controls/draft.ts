// Settings that are being changed but not started yet. Whether they hold is for the engine to say; here its answer gets its
// words and its place.

import type { Catalog } from '../i18n';
import type { DraftCheck, SettingError, Settings } from '../engine/types';
import { settingOf, type SettingInfo, type SettingValue } from '../state/settings';

/** Changed values by name; numbers are kept as typed until they are sent. */
export type Draft = Record<string, SettingValue>;
export type Errors = Record<string, string>;

export const valueIn = (draft: Draft, settings: Settings, name: string): SettingValue =>
  draft[name] ?? settingOf(settings, name);

const isNumeric = (info: SettingInfo) => info.kind === 'integer' || info.kind === 'number';

/** The draft as the engine starts it: numbers as numbers. */
export function typed(draft: Draft, schema: SettingInfo[]): Draft {
  return Object.fromEntries(
    Object.entries(draft).map(([name, value]) => {
      const info = schema.find((one) => one.name === name);
      return [name, info && isNumeric(info) ? Number(value) : value];
    }),
  );
}

/** The draft as the engine checks it: everything as text. */
export const asTyped = (draft: Draft): [string, string][] =>
  Object.entries(draft).map(([name, value]) => [name, String(value)]);

/** A sentence for each control that has a mistake. */
export function errorsOf({ errors }: DraftCheck, t: Catalog['settings']): Errors {
  // The three shares are wrong together; the first of them says so.
  const place = ({ setting }: SettingError) => (setting === 'masking' ? 'masking.mask' : setting);
  return Object.fromEntries(errors.map((error) => [place(error), sentence(error, t)]));
}

function sentence({ problem }: SettingError, t: Catalog['settings']): string {
  switch (problem.code) {
    case 'not_a_number':
      return t.notANumber;
    case 'not_whole':
      return t.notWhole;
    case 'out_of_range':
      return t.outOfRange(String(problem.minimum), String(problem.maximum));
    case 'heads_do_not_divide':
      return t.headsDivide(problem.hidden_size, problem.heads);
    case 'shares_do_not_sum':
      return t.sharesWrong(String(Number(problem.sum.toFixed(4))));
    case 'no_text':
      return t.emptyText;
    case 'not_offered':
      return t.notOffered;
  }
}
