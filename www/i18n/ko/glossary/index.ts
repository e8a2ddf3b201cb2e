// 한국어 용어집. 영어 용어는 `../../terms.ts`에 있습니다.

import type { NamedEntry, TermId } from '../../terms';
import { comparison } from './comparison';
import { machine } from './machine';
import { masking } from './masking';
import { model } from './model';
import { tasks } from './tasks';
import { text } from './text';
import { training } from './training';

export const glossary: Readonly<Record<TermId, NamedEntry>> = {
  ...text,
  ...masking,
  ...model,
  ...training,
  ...tasks,
  ...comparison,
  ...machine,
};
