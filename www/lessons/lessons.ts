// The lessons of each language, in the order of their files' names. They are fetched when somebody goes to the room.

import type { Language } from '../i18n';
import type { Lesson } from './lesson';

type Load = () => Promise<{ default: Lesson }>;
const FILES: Record<string, Load> = import.meta.glob<{ default: Lesson }>('./*/*.md');

/** A language's lessons. A lesson that this language lacks is there in another one. */
export async function lessonsOf(language: Language): Promise<Lesson[]> {
  const names = [...new Set(Object.keys(FILES).map((path) => path.split('/').at(-1)!))].sort();
  const file = (name: string) =>
    FILES[`./${language}/${name}`] ?? FILES[Object.keys(FILES).find((path) => path.endsWith(`/${name}`))!]!;
  const files = await Promise.all(names.map((name) => file(name)()));
  return files.map((file) => file.default);
}
