// Markdown to HTML: headings with the fragments that code hosts give them, links that work in the site.

import GithubSlugger from 'github-slugger';
import { Marked } from 'marked';

export const escaped = (text) =>
  text.replace(/[&<>"]/g, (found) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[found]);

/** The plain text of tokens, as search and titles have it. */
export function textOf(tokens) {
  return tokens.map((token) => (token.tokens ? textOf(token.tokens) : (token.text ?? ''))).join('');
}

/**
 * A document as {title, lead, html, headings: [{depth, text, id}], sections: [{id, title, text}]}. `follow` turns the target of a link
 * or image into its address in the site.
 */
export function render(markdown, follow) {
  const slugger = new GithubSlugger();
  const headings = [];
  const marked = new Marked({ gfm: true });
  marked.use({
    walkTokens(token) {
      if (token.type === 'link' || token.type === 'image') token.href = follow(token.href);
    },
    renderer: {
      heading({ tokens, depth }) {
        const text = textOf(tokens);
        const id = slugger.slug(text);
        headings.push({ depth, text, id });
        const inner = this.parser.parseInline(tokens);
        if (depth === 1) return `<h1 id="${id}">${inner}</h1>\n`;
        return `<h${depth} id="${id}"><a href="#${id}">${inner}</a></h${depth}>\n`;
      },
      // A table may be wider than a phone: it then scrolls by itself, not with the page.
      table(token) {
        const cell = (tag, { tokens, align }) => {
          const name = tag === 'th' && tokens.length === 0 ? 'td' : tag; // A header says something.
          return `<${name}${align ? ` class="${align}"` : ''}>${this.parser.parseInline(tokens)}</${name}>`;
        };
        const row = (tag, cells) => `<tr>${cells.map((each) => cell(tag, each)).join('')}</tr>`;
        const body = token.rows.map((cells) => row('td', cells)).join('\n');
        return `<div class="wide"><table><thead>${row('th', token.header)}</thead><tbody>\n${body}\n</tbody></table></div>\n`;
      },
      code({ text, lang }) {
        return `<pre${lang ? ` class="${escaped(lang)}"` : ''}><code translate="no">${escaped(text)}\n</code></pre>\n`;
      },
      codespan({ text }) {
        return `<code translate="no">${escaped(text)}</code>`;
      },
      image({ href, text }) {
        return `<img src="${escaped(href)}" alt="${escaped(text)}" loading="lazy">`;
      },
    },
  });
  const tokens = marked.lexer(markdown);
  const title = textOf(tokens.find(({ type, depth }) => type === 'heading' && depth === 1)?.tokens ?? []);
  if (!title) throw new Error('a document of the site has to begin with a heading');
  const lead = textOf(tokens.find(({ type }) => type === 'paragraph')?.tokens ?? []);
  marked.walkTokens(tokens, marked.defaults.walkTokens);
  const html = marked.parser(tokens);
  return { title, lead, html, headings, sections: sectionsOf(tokens, headings) };
}

/** What search finds: the text below each heading. */
function sectionsOf(tokens, headings) {
  const sections = [];
  let next = 0;
  for (const token of tokens) {
    if (token.type === 'heading') sections.push({ id: headings[next].id, title: headings[next++].text, text: '' });
    else if (sections.length > 0) sections.at(-1).text += `${blockText(token)} `;
  }
  return sections.map((section) => ({ ...section, text: section.text.replace(/\s+/g, ' ').trim() }));
}

function blockText(token) {
  if (token.type === 'table')
    return [token.header, ...token.rows]
      .flat()
      .map(({ tokens }) => textOf(tokens))
      .join(' ');
  if (token.type === 'list') return token.items.map((item) => item.tokens.map(blockText).join(' ')).join(' ');
  if (token.type === 'blockquote') return token.tokens.map(blockText).join(' ');
  if (token.type === 'html' || token.type === 'space') return '';
  return token.tokens ? textOf(token.tokens) : (token.text ?? '');
}
