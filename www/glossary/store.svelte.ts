// The glossary, fetched once a text asks for its terms: the page's first files have none of it. Until it is there, texts have no terms
// marked; an underline is all that changes then.

import type { Language } from '../i18n';
import type { Entry, NamedEntry, TermId } from '../i18n/terms';
import { formsOf, mark, matcherOf, type Matcher, type Part } from './matcher';

/** An entry as it is shown: `english` where its name is another one. */
export type ShownEntry = NamedEntry & { english?: string };
export type Glossary = Readonly<Record<TermId, ShownEntry>>;

interface Loaded {
  entries: Glossary;
  matcher: Matcher;
}

const FILES: Record<Language, () => Promise<{ glossary: Readonly<Record<TermId, Entry & { name?: string }>> }>> = {
  en: () => import('../i18n/en/glossary'),
  ko: () => import('../i18n/ko/glossary'),
};

async function read(language: Language): Promise<Glossary> {
  const [{ TERMS }, { glossary }] = await Promise.all([import('../i18n/terms'), FILES[language]()]);
  const shown = (id: TermId): ShownEntry => {
    const { name = TERMS[id], ...entry } = glossary[id];
    return { ...entry, name, english: name === TERMS[id] ? undefined : TERMS[id] };
  };
  return Object.fromEntries((Object.keys(glossary) as TermId[]).map((id) => [id, shown(id)])) as Glossary;
}

const asked: Partial<Record<Language, Promise<void>>> = {};
let loaded = $state.raw<Partial<Record<Language, Loaded>>>({});

async function load(language: Language) {
  const entries = await read(language);
  const forms = new Map((Object.keys(entries) as TermId[]).map((id) => [id, formsOf(entries[id].name, entries[id])]));
  loaded = { ...loaded, [language]: { entries, matcher: matcherOf(forms, language) } };
}

/** Fetches the glossary of a language. A failed attempt is repeated by whoever asks next. */
export function fetchGlossary(language: Language): Promise<void> {
  return (asked[language] ??= load(language).catch(() => {
    delete asked[language];
  }));
}

/** The same, when the browser has nothing better to do. */
export function fetchGlossaryIdly(language: Language) {
  if (asked[language]) return;
  const fetch = () => void fetchGlossary(language);
  // Safari has no idle callbacks.
  if ('requestIdleCallback' in globalThis) requestIdleCallback(fetch, { timeout: 2000 });
  else setTimeout(fetch, 300);
}

/** The glossary of a language, if it is there. */
export const glossaryOf = (language: Language): Glossary | null => loaded[language]?.entries ?? null;

/** A text with its terms marked, each but once; those that `seen` has stay plain, and those found are added to it. */
export function markTerms(text: string, language: Language, seen: Set<TermId>): Part[] {
  const matcher = loaded[language]?.matcher;
  return matcher ? mark(text, matcher, seen) : [text];
}
