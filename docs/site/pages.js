// Which documents the site has, in the order of its menu. A page's title is its first heading; its address is its place below `docs/`,
// with `.html` for `.md`, or the one that is given here. The glossary is that of the page itself.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export const LANGUAGES = ['en', 'ko'];

const SECTIONS = [
  {
    title: { en: 'Start', ko: '시작하기' },
    pages: [
      page('docs/index.md'),
      page('docs/first-steps.md'),
      page('www/i18n/en/glossary/index.ts', 'glossary.html'),
      page('docs/faq.md'),
    ],
  },
  {
    title: { en: 'In class', ko: '수업에서' },
    pages: [page('docs/teachers.md'), page('docs/accessibility.md')],
  },
  {
    title: { en: 'On a site of your own', ko: '내 사이트에서' },
    pages: [page('docs/hosting.md'), page('docs/embedding.md')],
  },
  {
    title: { en: 'Reference', ko: '참고 문서' },
    pages: [
      page('docs/window-cloze.md'),
      page('docs/links.md'),
      page('docs/command.md'),
      page('docs/settings.md'),
      page('docs/formats.md'),
      page('docs/reliability.md'),
      page('CHANGELOG.md', 'changelog.html'),
    ],
  },
  {
    title: { en: 'For developers', ko: '개발자용' },
    pages: [
      page('ARCHITECTURE.md', 'architecture.html'),
      page('CONTRIBUTING.md', 'contributing.html'),
      page('docs/differences.md'),
      page('docs/results.md'),
      page('BENCHMARKS.md', 'benchmarks.html'),
      page('docs/testing.md'),
      page('docs/soak.md'),
      page('docs/glossary.md', 'words-of-the-code.html'),
      page('docs/dependencies.md'),
      page('www/style/README.md', 'visual-language.html'),
      page('tests/fixtures/README.md', 'fixtures.html'),
    ],
  },
  { title: { en: 'How to add', ko: '추가하는 법' }, pages: folder('how-to') },
  { title: { en: 'Decisions', ko: '설계 결정' }, pages: folder('decisions') },
];

/** Documents that are no page of their own: a link to one leads to this address. */
export const INSTEAD = { 'README.md': 'index.html' };

function page(source, address = source.replace(/^docs\//, '').replace(/\.md$/, '.html')) {
  return { source, address };
}

function folder(name) {
  const files = readdirSync(join('docs', name)).filter((file) => file.endsWith('.md'));
  return files.sort().map((file) => page(`docs/${name}/${file}`));
}

/** A page in Korean is below `docs/ko/`, under the name of the English one; a catalog's in the catalog of its language. */
const inKorean = ({ source, address }) => ({
  source: source.replace(/^docs\//, 'docs/ko/').replace('/i18n/en/', '/i18n/ko/'),
  address: `ko/${address}`,
});

/** The sections of the menu in a language. What is not translated stands there in English. */
export function sections(language) {
  return SECTIONS.map(({ title, pages }) => ({
    title: title[language],
    pages: pages
      .filter(({ source }) => existsSync(source))
      .map((english) => {
        const korean = inKorean(english);
        const translated = korean.source !== english.source && existsSync(korean.source);
        const twins = translated ? { en: english.address, ko: korean.address } : { en: english.address };
        const own = language === 'ko' && translated;
        return { ...(own ? korean : english), language: own ? 'ko' : 'en', twins };
      }),
  }));
}

/** Every page once, each in its language. */
export function allPages() {
  const found = LANGUAGES.flatMap((language) => sections(language).flatMap(({ pages }) => pages));
  const pages = [...new Map(found.map((each) => [each.source, each])).values()];
  const listed = new Set(pages.map(({ source }) => source));
  const missing = documents('docs').filter((source) => !listed.has(source));
  if (missing.length > 0) throw new Error(`in no section of docs/site/pages.js: ${missing.join(', ')}`);
  return pages;
}

function documents(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return documents(path);
    return path.endsWith('.md') ? [path] : [];
  });
}
