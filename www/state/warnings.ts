// Where a warning of the engine is shown, and its translation.

import type { Warning } from '../engine/types';
import type { Catalog } from '../i18n';
import type { LeftOut, Reason } from './link';

/** Warnings about the address, which the page tells in one line. */
const ABOUT_ADDRESS: Record<string, Reason> = {
  unknown_parameter: 'unknown',
  ignored_setting: 'value',
  not_begun: 'together',
};
/** Warnings about the whole run, shown at the top of the page. Others are shown beside their control. */
const NOTICES = new Set(['no_pairs', 'nothing_held_out']);

export const noticesOf = (warnings: Warning[]) => warnings.filter(({ code }) => NOTICES.has(code));

export const leftOutBy = (warnings: Warning[]): LeftOut[] =>
  warnings.flatMap(({ code, setting }) => {
    const reason = ABOUT_ADDRESS[code];
    return reason ? [{ name: setting ?? '', reason }] : [];
  });

/** The warning in the page's language. Without a translation, it is the engine's message. */
export function warningText({ code, setting, message }: Warning, t: Catalog): string {
  const words = (t.warnings as Record<string, (setting: string, message: string) => string>)[code];
  return words ? words(setting ?? '', message) : message;
}

/** The warnings beside a control. */
export function remarkOn(name: string, warnings: Warning[], t: Catalog): string {
  return warnings
    .filter(({ code, setting }) => setting === name && !NOTICES.has(code) && !(code in ABOUT_ADDRESS))
    .map((warning) => warningText(warning, t))
    .join(' ');
}
