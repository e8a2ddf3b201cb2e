// The documents that a pair was taken from, as rows of sentences. A plain function of the trace.

import type { NextSentenceTrace } from '../engine/types';

export interface SourceRow {
  /** From 0, as in the trace. */
  document: number;
  /** Sentences at the document's beginning that are not drawn. */
  skipped: number;
  /** Numbers from 1. */
  sentences: { number: number; part: 'a' | 'b' | null }[];
}

/** Sentences drawn before the first that belongs to the pair. */
const BEFORE = 4;

/** One row where B follows A, two where it was taken from elsewhere. Of each part only the first sentence is known; A reaches up to B where they are neighbours. */
export function rowsOf({ label, source_a, source_b }: NextSentenceTrace): SourceRow[] {
  if (label === 'is_next') return [row(source_a[0], source_a[1], source_b[1], source_b[1])];
  return [
    row(source_a[0], source_a[1], source_a[1] + 1, null),
    row(source_b[0], source_b[1], source_b[1], source_b[1]),
  ];
}

/** A from `first` to before `end`, B at `b`. */
function row(document: number, first: number, end: number, b: number | null): SourceRow {
  const skipped = Math.max(0, first - BEFORE);
  const last = Math.max(end - 1, b ?? 0);
  const part = (at: number): 'a' | 'b' | null => (at === b ? 'b' : at >= first && at < end ? 'a' : null);
  const sentences = Array.from({ length: last - skipped + 1 }, (_, index) => ({
    number: skipped + index + 1,
    part: part(skipped + index),
  }));
  return { document, skipped, sentences };
}
