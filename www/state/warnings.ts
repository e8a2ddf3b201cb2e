// Where a warning of the engine is said, and in which words.

import type { Warning } from '../engine/types';
import type { Catalog } from '../i18n';

/** About the address or the run as a whole: said at the top of the page. The others stand beside their control. */
const NOTICES = new Set(['unknown_parameter', 'ignored_setting', 'no_pairs', 'nothing_held_out']);

export const noticesOf = (warnings: Warning[]) => warnings.filter(({ code }) => NOTICES.has(code));

/** In the page's language; what the catalog doesn't know is said as the engine said it. */
export function warningText({ code, setting, message }: Warning, t: Catalog): string {
  const words = (t.warnings as Record<string, (setting: string, message: string) => string>)[code];
  return words ? words(setting ?? '', message) : message;
}

/** What is to be said beside a control. */
export function remarkOn(name: string, warnings: Warning[], t: Catalog): string {
  return warnings
    .filter(({ code, setting }) => setting === name && !NOTICES.has(code))
    .map((warning) => warningText(warning, t))
    .join(' ');
}
