// Where the glossary is.

import type { TermId } from '../i18n/terms';

/** The address of a term in the glossary; null in a panel of another page, which has no rooms. */
export const addressOf = (id: TermId): string | null =>
  new URL(location.href).searchParams.has('embed') ? null : `#/learn/glossary/${id}`;
