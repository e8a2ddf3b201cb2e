// What the pages do in a browser: search, and the menu on small screens. Without JavaScript everything can be read.

import './site.css';
import { excerpt, searcher } from './search.js';

const search = document.querySelector('search');
const input = search.querySelector('input');
const found = search.querySelector('.found');
const status = found.querySelector('p');
const list = found.querySelector('ol');
const { index, none, one, many, unreachable } = search.dataset;
// Addresses in the index are those from the folder of the site, where the index is one level below.
const root = new URL('..', new URL(index, location.href));
search.hidden = false;

let loading;
/** The index is fetched when search is first used. */
function searching() {
  loading ??= fetch(new URL(index, location.href))
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
    .then((records) => searcher(records, document.documentElement.lang));
  return loading;
}

async function show() {
  const query = input.value.trim();
  found.hidden = query === '';
  if (query === '') return;
  let results;
  try {
    results = (await searching())(query);
  } catch {
    loading = undefined;
    status.textContent = unreachable;
    list.replaceChildren();
    return;
  }
  if (query !== input.value.trim()) return;
  status.textContent = results.length === 0 ? none : results.length === 1 ? one : many.replace('#', results.length);
  list.replaceChildren(...results.map(entry));
}

function entry({ id, page, title, language, text, terms }) {
  const item = document.createElement('li');
  const link = document.createElement('a');
  link.href = new URL(id, root);
  link.lang = language;
  const heading = document.createElement('strong');
  heading.textContent = title === page ? page : `${page} › ${title}`;
  const words = document.createElement('span');
  words.append(
    ...excerpt(text, terms).map((part, place) => {
      if (place % 2 === 0) return part;
      const mark = document.createElement('mark');
      mark.textContent = part;
      return mark;
    }),
  );
  link.append(heading, words);
  item.append(link);
  return item;
}

function close() {
  found.hidden = true;
}

input.addEventListener('input', () => void show());
input.addEventListener('focus', () => void show());
search.querySelector('form').addEventListener('submit', (event) => {
  event.preventDefault();
  list.querySelector('a')?.click();
});

search.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    input.focus();
    close();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || found.hidden) return;
  const stops = [input, ...list.querySelectorAll('a')];
  const next = stops[stops.indexOf(document.activeElement) + step];
  if (next) next.focus();
  event.preventDefault();
});

document.addEventListener('keydown', (event) => {
  const typing = event.target.closest('input, select, textarea');
  if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  input.focus();
});

document.addEventListener('pointerdown', ({ target }) => {
  if (!search.contains(target)) close();
});
search.addEventListener('focusout', ({ relatedTarget }) => {
  if (relatedTarget && !search.contains(relatedTarget)) close();
});
list.addEventListener('click', close);

// Beside the text where there is room, else closed above it.
const roomy = matchMedia('(min-width: 60rem)');
const menu = document.querySelector('.menu details');
const settle = () => (menu.open = roomy.matches);
settle();
menu.classList.add('settled');
roomy.addEventListener('change', settle);

// What scrolls sideways has to be reached by keyboard.
const wide = document.querySelector('article').dataset.wide;
function reachable() {
  for (const part of document.querySelectorAll('.wide, pre')) {
    const scrolls = part.scrollWidth > part.clientWidth;
    part.toggleAttribute('tabindex', scrolls);
    if (!scrolls) continue;
    part.tabIndex = 0;
    if (part.matches('.wide')) {
      part.role = 'group';
      part.ariaLabel = wide;
    }
  }
}
reachable();
addEventListener('resize', reachable);

// Beside a page that works offline, so does what was read here: its service worker keeps the files that it is told of.
const parts = [...document.querySelectorAll('link[href], script[src]')].map(({ href, src }) => href ?? src);
navigator.serviceWorker?.controller?.postMessage({
  type: 'keep',
  urls: [location.href, ...parts, new URL(index, location.href).href],
});
