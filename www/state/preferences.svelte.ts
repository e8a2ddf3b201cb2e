// Preferences of the page: language, theme and presentation mode. Read from the URL, then from the last visit, then from the
// browser.

import { writeNumbersIn } from '../format';
import { catalogs, type Catalog, type Language } from '../i18n';

export type Theme = 'system' | 'light' | 'dark';

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
    oneOf(['en', 'ko'] as const, parameters.get('lang'), stored('language'), navigator.language.slice(0, 2)) ?? 'en',
  );
  theme = $state<Theme>(
    oneOf(['system', 'light', 'dark'] as const, parameters.get('theme'), stored('theme')) ?? 'system',
  );
  /** Presentation mode for projectors: larger, and without what a lecture doesn't need. */
  readonly present = parameters.get('present') === '1';

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

  /** Writes language and theme to the document. Has to be called from an effect. */
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
    history.replaceState(history.state, '', url);
  }
}

export const preferences = new Preferences();
