// The glossary as a part of the page; its entries are in `glossary/`.

import { n } from './count';

export const glossaryPanel = {
  glossary: {
    title: 'Glossary',
    lead: 'Every term that this page uses. Where a term is underlined with dots, point at it or tap it for the same explanation.',
    filter: 'Find a term',
    count: (shown: number) => `${n(shown, 'term', 'terms')}.`,
    none: (text: string) => `No term has “${text}” in its name or explanation.`,
    see: 'See also:',
    open: (name: string) => `“${name}” in the glossary`,
    waiting: 'Fetching the glossary…',
  },
};
