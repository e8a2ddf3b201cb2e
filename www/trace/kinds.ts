// Kinds of tokens that a lesson can point at or ask for.

import type { TokenTrace } from '../engine/types';

/** A large loss: that of a choice among more than twenty equally likely tokens. */
const LARGE_LOSS = Math.log(20);

const selected = ({ fate }: TokenTrace) => fate === 'masked' || fate === 'randomized' || fate === 'kept';

export const KINDS = {
  selected,
  masked: ({ fate }) => fate === 'masked',
  randomized: ({ fate }) => fate === 'randomized',
  kept: ({ fate }) => fate === 'kept',
  context: ({ fate }) => fate === 'context',
  /** Not scored, though the model would have been far off. */
  ignored: ({ fate, would_be_loss }) => fate === 'context' && would_be_loss > LARGE_LOSS,
  cls: ({ position }) => position === 0,
} satisfies Record<string, (token: TokenTrace) => boolean>;

export type TokenKind = keyof typeof KINDS;
