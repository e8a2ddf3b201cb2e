// What stands in index.html itself, from the catalogs, in both languages: the page is readable before its scripts are there, and says
// why they will not come.

import { hosting as en } from '../i18n/en/hosting.ts';
import { hosting as ko } from '../i18n/ko/hosting.ts';

export const LANGUAGES = { en, ko };
type Hosting = typeof en;

export const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** The same in each language. */
export const inBoth = (html: (t: Hosting, language: 'en' | 'ko') => string) =>
  html(LANGUAGES.en, 'en') + html(LANGUAGES.ko, 'ko');

const TROUBLES = ['file', 'sandbox', 'missing', 'type', 'old'] as const;

/** Replaced by the page when it is there. */
export function firstHtml(): string {
  const paragraph = (text: string, more = '') => `<p${more}>${escaped(text)}</p>`;
  const troubles = TROUBLES.map((code) => {
    const sentences = inBoth(({ first, recorded }, language) => {
      const instead = code === 'old' ? ` <a href="./recorded.html">${escaped(recorded.link)}</a>` : '';
      return `<p lang="${language}">${escaped(first[code])}${instead}</p>`;
    });
    return `<div data-trouble="${code}" role="alert" hidden>${sentences}</div>`;
  });
  const words = inBoth(({ first }, language) => {
    const intro = first.intro.map((text) => paragraph(text, ' data-intro')).join('');
    return `<section lang="${language}">${intro}${paragraph(first.loading, ' data-loading')}</section>`;
  });
  const late = inBoth(({ first }, language) => paragraph(first.late, ` lang="${language}" data-late`));
  return `<main class="first"><h1>Cloze</h1>${troubles.join('')}${words}${late}</main>`;
}
