import { readdirSync, readFileSync } from 'node:fs';
import { compileLesson } from '../../www/lessons/compile';
import type { Lesson } from '../../www/lessons/lesson';

/** The lessons of a language, from their files. */
export function lessonsFrom(language: string): Lesson[] {
  const folder = new URL(`../../www/lessons/${language}/`, import.meta.url);
  return readdirSync(folder)
    .sort()
    .map((name) => compileLesson(name, readFileSync(new URL(name, folder), 'utf8')));
}
