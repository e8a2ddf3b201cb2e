// All strings of the page in two languages, with a file for each part of the page. `en` defines the keys.

import type { SettingName } from '../engine/types';
import { en } from './en';
import { ko } from './ko';
import type { SettingText } from './texts';

export type Language = 'en' | 'ko';
export type Catalog = typeof en;
export const catalogs: Record<Language, Catalog> = { en, ko };

/** The strings of one setting. */
export const textOf = (t: Catalog, name: SettingName): SettingText => t.settings.of[name];
