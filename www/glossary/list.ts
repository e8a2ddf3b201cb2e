// The glossary as a list: its order and its filter. Pure functions.

import type { Language } from '../i18n';
import type { TermId } from '../i18n/terms';
import type { Glossary, ShownEntry } from './store.svelte';

export interface Listed {
  id: TermId;
  entry: ShownEntry;
}

/** What an entry is sorted by: brackets and hashes are for the eye. */
const letters = (name: string) => name.replace(/^[[#]+/, '') || name;

export function sorted(glossary: Glossary, language: Language): Listed[] {
  const { compare } = new Intl.Collator(language, { numeric: true });
  return (Object.keys(glossary) as TermId[])
    .map((id) => ({ id, entry: glossary[id] }))
    .sort((a, b) => compare(letters(a.entry.name), letters(b.entry.name)));
}

/** Those that have a text in their name, in another form of it, or in their explanation; by name first. */
export function matching(list: readonly Listed[], wish: string): readonly Listed[] {
  const asked = wish.trim().toLowerCase();
  if (asked === '') return list;
  const has = (...texts: (string | undefined)[]) => texts.some((text) => text?.toLowerCase().includes(asked));
  const named = list.filter(({ entry }) => has(entry.name, entry.english, ...(entry.forms ?? [])));
  return [...named, ...list.filter((one) => !named.includes(one) && has(one.entry.text))];
}
