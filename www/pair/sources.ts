// The documents of a pair as rows of sentences. A pure function of the trace.

import type { NextSentenceTrace, Source } from '../engine/types';

export type Segment = 'a' | 'b';

export interface SourceRow {
  /** From 0, as in the trace. */
  document: number;
  /** Number of sentences in the document. */
  count: number;
  /** The segments of the pair in this document, by sentence numbers from 1. */
  segments: { segment: Segment; first: number; last: number }[];
  /** Number of sentences at the document's beginning and end that are not drawn. */
  before: number;
  after: number;
  /** Numbers from 1. */
  sentences: { number: number; segment: Segment | null }[];
}

/** Number of sentences drawn before the first one of the pair and after the last one. */
const AROUND = 4;

/** One row if B follows A, two if B comes from another document. */
export function rowsOf({ label, source_a, source_b }: NextSentenceTrace): SourceRow[] {
  const [a, b] = [
    { segment: 'a', source: source_a },
    { segment: 'b', source: source_b },
  ] as const;
  return label === 'is_next' ? [row([a, b])] : [row([a]), row([b])];
}

/** The row of one document with at least one segment. */
function row(segments: { segment: Segment; source: Source }[]): SourceRow {
  const { document = 0, sentences: count = 0 } = segments[0]?.source ?? {};
  const before = Math.max(0, Math.min(...segments.map(({ source }) => source.first)) - AROUND);
  const end = Math.min(count, Math.max(...segments.map(({ source }) => source.end)) + AROUND);
  const segmentAt = (at: number) =>
    segments.find(({ source }) => at >= source.first && at < source.end)?.segment ?? null;
  return {
    document,
    count,
    segments: segments.map(({ segment, source }) => ({ segment, first: source.first + 1, last: source.end })),
    before,
    after: count - end,
    sentences: Array.from({ length: end - before }, (_, index) => ({
      number: before + index + 1,
      segment: segmentAt(before + index),
    })),
  };
}
