// Every sentence of the page, in two languages, a file for each room of it. `en` decides which keys there are.

import { en } from './en';
import { ko } from './ko';

export type Language = 'en' | 'ko';
export type Catalog = typeof en;
export const catalogs: Record<Language, Catalog> = { en, ko };
