// Changed settings before a run starts with them. The engine checks them. Here its answer is translated and assigned to controls.

import type { Catalog } from '../i18n';
import type { DraftCheck, SettingError, Settings } from '../engine/types';
import { whole } from '../format';
import { settingOf, type SettingInfo, type SettingValue } from '../state/settings';

/** Changed values by name. Numbers stay as typed until they are sent. */
export type Draft = Record<string, SettingValue>;
export type Errors = Record<string, string>;

export const valueIn = (draft: Draft, settings: Settings, name: string): SettingValue =>
  draft[name] ?? settingOf(settings, name);

/** Whether the least value of a range belongs to it. */
export const includesMinimum = (info?: SettingInfo) => info?.minimum_allowed ?? true;

const isNumeric = (info: SettingInfo) => info.kind === 'integer' || info.kind === 'number';

/** The draft for starting a run, with numbers as numbers. */
export function typed(draft: Draft, schema: SettingInfo[]): Draft {
  return Object.fromEntries(
    Object.entries(draft).map(([name, value]) => {
      const info = schema.find((one) => one.name === name);
      return [name, info && isNumeric(info) ? Number(value) : value];
    }),
  );
}

/** The draft for checking, with all values as text. */
export const asTyped = (draft: Draft): [string, string][] =>
  Object.entries(draft).map(([name, value]) => [name, String(value)]);

/** The error message of each control that has one. */
export function errorsOf({ errors }: DraftCheck, schema: SettingInfo[], t: Catalog['settings']): Errors {
  // The three shares are wrong together, and the first shows the error.
  const place = ({ setting }: SettingError) => (setting === 'masking' ? 'masking.mask' : setting);
  return Object.fromEntries(errors.map((error) => [place(error), sentence(error, schema, t)]));
}

function sentence({ setting, problem }: SettingError, schema: SettingInfo[], t: Catalog['settings']): string {
  switch (problem.code) {
    case 'not_a_number':
      return t.notANumber;
    case 'not_whole':
      return t.notWhole;
    case 'out_of_range':
      return t.outOfRange(
        whole(problem.minimum),
        whole(problem.maximum),
        includesMinimum(schema.find((info) => info.name === setting)),
      );
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
