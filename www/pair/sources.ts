// The documents that a pair was taken from, as rows of sentences. A plain function of the trace.

import type { NextSentenceTrace, Source } from '../engine/types';

export type Part = 'a' | 'b';

export interface SourceRow {
  /** From 0, as in the trace. */
  document: number;
  /** Sentences of the whole document. */
  count: number;
  /** What of the pair stands here, by numbers from 1. */
  parts: { part: Part; first: number; last: number }[];
  /** Sentences at the document's beginning and end that are not drawn. */
  before: number;
  after: number;
  /** Numbers from 1. */
  sentences: { number: number; part: Part | null }[];
}

/** Sentences drawn before the first that belongs to the pair, and behind the last. */
const AROUND = 4;

/** One row where B follows A, two where it was taken from elsewhere. */
export function rowsOf({ label, source_a, source_b }: NextSentenceTrace): SourceRow[] {
  const [a, b] = [
    { part: 'a', source: source_a },
    { part: 'b', source: source_b },
  ] as const;
  return label === 'is_next' ? [row([a, b])] : [row([a]), row([b])];
}

/** Of one document; there is at least one part. */
function row(parts: { part: Part; source: Source }[]): SourceRow {
  const { document = 0, sentences: count = 0 } = parts[0]?.source ?? {};
  const before = Math.max(0, Math.min(...parts.map(({ source }) => source.first)) - AROUND);
  const end = Math.min(count, Math.max(...parts.map(({ source }) => source.end)) + AROUND);
  const partAt = (at: number) => parts.find(({ source }) => at >= source.first && at < source.end)?.part ?? null;
  return {
    document,
    count,
    parts: parts.map(({ part, source }) => ({ part, first: source.first + 1, last: source.end })),
    before,
    after: count - end,
    sentences: Array.from({ length: end - before }, (_, index) => ({
      number: before + index + 1,
      part: partAt(before + index),
    })),
  };
}
