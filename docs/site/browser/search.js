// Finds places of the documentation. Nothing is sent anywhere: the index is a file of the site.

import MiniSearch from 'minisearch';

const MOST = 12;

/** `language` is that of the reader's page: a Korean reader finds the English documents too, after the Korean ones. */
export function searcher(records, language) {
  const readable = records.filter((record) => record.language === language || record.language === 'en');
  const index = new MiniSearch({
    idField: 'address',
    fields: ['page', 'title', 'text'],
    storeFields: ['page', 'title', 'language', 'text'],
    searchOptions: {
      boost: { title: 4, page: 2 },
      combineWith: 'AND',
      // Korean words end with particles, so that a word is found by its beginning.
      prefix: true,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
      boostDocument: (_address, _term, { language: of }) => (of === language ? 2 : 1),
    },
  });
  index.addAll(readable);
  return (query) => index.search(query).slice(0, MOST);
}

/** Some words of a text around the first of the terms that it has, in parts: every second one is a term. */
export function excerpt(text, terms, length = 140) {
  const pattern = new RegExp(`(${terms.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`, 'gi');
  const at = Math.max(0, text.search(pattern));
  const start = at < length / 2 ? 0 : text.indexOf(' ', at - length / 2) + 1;
  const cut = text.slice(start, start + length);
  const whole = `${start > 0 ? '… ' : ''}${cut}${start + length < text.length ? ' …' : ''}`;
  return whole.split(pattern);
}
