// A page of the site as HTML. Everything is at a relative address, so that the site works from any folder.

import { relative, onHost } from './links.js';
import { escaped } from './markdown.js';
import { WORDS } from './words.js';

/** No inline script, no inline style, nothing from elsewhere. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** `assets` has the addresses of {style, theme, script, icon, index}. */
export function layout(page, menu, assets) {
  const { address, language } = page;
  const words = WORDS[language];
  const to = (target) => escaped(relative(address, target));
  const home = page.language === 'ko' ? 'ko/index.html' : 'index.html';
  const isHome = address === home;
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${escaped(page.lead.slice(0, 300))}">
<title>${isHome ? escaped(words.site) : `${escaped(page.title)} · Cloze`}</title>
<link rel="icon" href="${to(assets.icon)}" type="image/svg+xml">
<link rel="stylesheet" href="${to(assets.style)}">
<script src="${to(assets.theme)}"></script>
<script type="module" src="${to(assets.script)}"></script>
</head>
<body>
<a class="skip" href="#text">${words.skip}</a>
<header>
<a class="name" href="${to(home)}" translate="no"><span role="img" aria-label="${words.home}">Cl<i></i>ze</span></a>
${searchForm(words, to(assets.index))}
<div class="switches">
${twinSwitch(page, words, to)}${themeChoice(words)}<a class="button" href="${to('../index.html')}">${words.app}</a>
</div>
</header>
<div class="columns">
<nav class="menu" aria-label="${words.menu}">${menuOf(page, menu, words, to)}</nav>
<main id="text" tabindex="-1">
${onThisPage(page, words)}<article data-wide="${words.wide}">
${page.html}</article>
${neighbours(page, menu, words, to)}
<p class="source"><a href="${escaped(onHost(page.source))}">${words.source}</a></p>
</main>
</div>
</body>
</html>
`;
}

function twinSwitch({ language, twins }, words, to) {
  const other = language === 'en' ? 'ko' : 'en';
  // Where a page has no twin, the way into the other language is its first page.
  const target = twins[other] ?? (other === 'ko' ? 'ko/index.html' : 'index.html');
  return `<a lang="${other}" hreflang="${other}" href="${to(target)}">${words.other}</a>\n`;
}

/** Both are of use with JavaScript only, which shows them. */
function searchForm(words, index) {
  const { 0: none, 1: one, n: many } = words.results;
  return `<search hidden data-index="${index}" data-none="${none}" data-one="${one}" data-many="${many}" data-unreachable="${words.unreachable}">
<form><label><span class="hidden-visually">${words.searchHint}</span><input type="search" placeholder="${words.search}" autocomplete="off" spellcheck="false" aria-keyshortcuts="/"></label></form>
<div class="found" hidden><p role="status"></p><ol></ol></div>
</search>`;
}

function themeChoice({ theme, themes }) {
  const options = Object.entries(themes).map(([value, name]) => `<option value="${value}">${name}</option>`);
  return `<label class="theme" hidden><span class="hidden-visually">${theme}</span><select>${options.join('')}</select></label>\n`;
}

function menuOf(page, menu, words, to) {
  const link = ({ address, title, language }) => {
    const here = address === page.address ? ' aria-current="page"' : '';
    const foreign = language !== page.language;
    const text = foreign ? `<span lang="${language}">${escaped(title)}</span> (${words.inEnglish})` : escaped(title);
    return `<li><a href="${to(address)}"${here}>${text}</a></li>`;
  };
  const sections = menu.map(({ title, pages }) => {
    const open = pages.some(({ address }) => address === page.address);
    return `<section${open ? ' class="open"' : ''}><h2>${title}</h2><ul>${pages.map(link).join('')}</ul></section>`;
  });
  return `<details open><summary>${words.menu}</summary>${sections.join('\n')}</details>`;
}

function onThisPage({ headings }, words) {
  const parts = headings.filter(({ depth }) => depth === 2);
  if (parts.length < 3) return '';
  const links = parts.map(({ id, text }) => `<li><a href="#${id}">${escaped(text)}</a></li>`);
  return `<nav class="parts" aria-label="${words.onThisPage}"><h2>${words.onThisPage}</h2><ul>${links.join('')}</ul></nav>\n`;
}

function neighbours(page, menu, words, to) {
  const all = menu.flatMap(({ pages }) => pages);
  const place = all.findIndex(({ address }) => address === page.address);
  const link = (rel, neighbour, word) =>
    neighbour
      ? `<a rel="${rel}" href="${to(neighbour.address)}"><small>${word}</small><span lang="${neighbour.language}">${escaped(neighbour.title)}</span></a>`
      : '';
  return `<div class="neighbours">${link('prev', all[place - 1], words.previous)}${link('next', all[place + 1], words.next)}</div>`;
}
