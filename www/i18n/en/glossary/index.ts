// The glossary in English. The names are in `../../terms.ts`.

import type { Entry, TermId } from '../../terms';
import { comparison } from './comparison';
import { machine } from './machine';
import { masking } from './masking';
import { model } from './model';
import { tasks } from './tasks';
import { text } from './text';
import { training } from './training';

export const glossary: Readonly<Record<TermId, Entry>> = {
  ...text,
  ...masking,
  ...model,
  ...training,
  ...tasks,
  ...comparison,
  ...machine,
};
