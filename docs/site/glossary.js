// The page's glossary as a page of the site: its terms and explanations are in the catalogs (`www/i18n`).

import { runnerImport } from 'vite';
import { escaped } from './markdown.js';
import { WORDS } from './words.js';

const load = async (file) => (await runnerImport(file, { configFile: false, logLevel: 'error' })).module;

/** What `render` gives for a document. `source` is the glossary in one language; the English names are in a file of their own. */
export async function glossary({ source, language }) {
  const words = WORDS[language].glossary;
  const { glossary: entries } = await load(source);
  const { TERMS } = await load('www/i18n/terms.ts');
  const { SEE } = await load('www/glossary/see.ts');
  const nameOf = (id) => entries[id].name ?? TERMS[id];
  const order = new Intl.Collator(language);
  const terms = Object.entries(entries).map(([id, { text }]) => ({ id, text, name: nameOf(id) }));
  terms.sort((a, b) => order.compare(a.name, b.name));
  const html = terms.map(({ id, name, text }) => {
    const english = name === TERMS[id] ? '' : ` <span lang="en">${escaped(TERMS[id])}</span>`;
    const others = (SEE[id] ?? []).map((other) => `<a href="#${other}">${escaped(nameOf(other))}</a>`).join(', ');
    const see = others && ` <span class="see">${words.see} ${others}</span>`;
    return `<dt id="${id}"><dfn>${escaped(name)}</dfn>${english}</dt>\n<dd>${escaped(text)}${see}</dd>\n`;
  });
  return {
    title: words.title,
    lead: words.lead,
    html: `<h1 id="glossary">${words.title}</h1>\n<p>${words.lead}</p>\n<dl class="terms">\n${html.join('')}</dl>\n`,
    headings: [],
    sections: [{ id: 'glossary', title: words.title, text: words.lead }, ...terms.map(sectionOf)],
  };

  function sectionOf({ id, name, text }) {
    return { id, title: name === TERMS[id] ? name : `${name} (${TERMS[id]})`, text };
  }
}
