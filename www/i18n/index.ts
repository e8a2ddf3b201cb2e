// Every sentence of the page, in two languages, a file for each room of it. `en` decides which keys there are.

import type { SettingName } from '../engine/types';
import { en } from './en';
import { ko } from './ko';
import type { SettingText } from './texts';

export type Language = 'en' | 'ko';
export type Catalog = typeof en;
export const catalogs: Record<Language, Catalog> = { en, ko };

/** What is said of one setting. */
export const textOf = (t: Catalog, name: SettingName): SettingText => t.settings.of[name];
