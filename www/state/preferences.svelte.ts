// Preferences of the page: language, theme and presentation mode. Read from the URL, then from the last visit, then from the
// browser.

import { writeNumbersIn } from '../format';
import { catalogs, type Catalog, type Language } from '../i18n';
import { replaceAddress } from './replace_address';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
export const LANGUAGES = ['en', 'ko'] as const satisfies Language[];

const darkQuery = matchMedia('(prefers-color-scheme: dark)');
const parameters = new URLSearchParams(location.search);

function stored(key: string): string | null {
  try {
    return localStorage.getItem(`cloze.${key}`);
  } catch {
    return null; // Storage may be forbidden, in an embedding page for one.
  }
}

function store(key: string, value: string) {
  try {
    localStorage.setItem(`cloze.${key}`, value);
  } catch {
    // Without storage, the choice is for this visit only.
  }
}

function oneOf<T extends string>(choices: readonly T[], ...wishes: (string | null | undefined)[]): T | undefined {
  return wishes.map((wish) => choices.find((choice) => choice === wish)).find((choice) => choice !== undefined);
}

class Preferences {
  language = $state<Language>(
    oneOf(LANGUAGES, parameters.get('lang'), stored('language'), navigator.language.slice(0, 2)) ?? 'en',
  );
  theme = $state<Theme>(oneOf(THEMES, parameters.get('theme'), stored('theme')) ?? 'system');
  /** Presentation mode for projectors: larger, and without what a lecture doesn't need. */
  present = $state(parameters.get('present') === '1');

  /** The system's preference. */
  #dark = $state(darkQuery.matches);

  constructor() {
    darkQuery.addEventListener('change', () => (this.#dark = darkQuery.matches));
    writeNumbersIn(() => this.language);
  }

  get dark(): boolean {
    return this.theme === 'system' ? this.#dark : this.theme === 'dark';
  }

  get t(): Catalog {
    return catalogs[this.language];
  }

  setLanguage(language: Language) {
    this.language = language;
    store('language', language);
    replaceParameter('lang', language);
  }

  setTheme(theme: Theme) {
    this.theme = theme;
    store('theme', theme);
  }

  setPresent(present: boolean) {
    // Before the components that measure the type.
    document.documentElement.classList.toggle('present', present);
    this.present = present;
    const url = new URL(location.href);
    if (present) url.searchParams.set('present', '1');
    else url.searchParams.delete('present');
    replaceAddress(url.href);
  }

  /** Writes language and theme to the document. To be called from an effect, which repeats it. */
  apply() {
    document.documentElement.lang = this.language;
    document.documentElement.dataset.theme = this.dark ? 'dark' : 'light';
    document.documentElement.classList.toggle('present', this.present);
    document.title = this.t.title;
  }
}

function replaceParameter(name: string, value: string) {
  const url = new URL(location.href);
  if (url.searchParams.has(name)) {
    url.searchParams.set(name, value);
    replaceAddress(url.href);
  }
}

export const preferences = new Preferences();
