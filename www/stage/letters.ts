import type { TokenFate } from '../engine/types';

/** The letter of a fate that selects a position. */
export const LETTERS: Partial<Record<TokenFate, string>> = { masked: 'M', randomized: 'R', kept: 'K' };
