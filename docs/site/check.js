// Dead links of a built site: files that are not there, and places that are on no page.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** A line for each, with the page that has it. What leads out of the folder, to the page and to other hosts, is left alone. */
export function deadLinks(folder) {
  const pages = readdirSync(folder, { recursive: true })
    .map((file) => file.split('\\').join('/'))
    .filter((file) => file.endsWith('.html'));
  const html = new Map(pages.map((page) => [page, readFileSync(join(folder, page), 'utf8')]));
  const ids = new Map([...html].map(([page, text]) => [page, new Set(all(text, /\bid="([^"]*)"/g))]));
  return [...html].flatMap(([page, text]) =>
    all(text, /\b(?:href|src|data-index)="([^"]*)"/g)
      .filter((link) => !/^[a-z]+:/.test(link) && !leads(page, link))
      .map((link) => `${page}: ${link}`),
  );

  function leads(page, link) {
    const [path, fragment] = link.split('#');
    const target = path === '' ? page : posix.join(posix.dirname(page), path);
    if (target === '../index.html') return true;
    if (!existsSync(join(folder, target))) return false;
    return fragment === undefined || ids.get(target)?.has(decodeURIComponent(fragment)) === true;
  }
}

const all = (text, pattern) => [...text.matchAll(pattern)].map(([, found]) => found.replaceAll('&amp;', '&'));
