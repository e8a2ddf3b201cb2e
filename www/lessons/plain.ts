import type { Block, Inline } from './lesson';

/** A text without its emphasis, code and links. */
export const plainOf = (text: readonly Inline[]): string =>
  text
    .map((part) => (typeof part === 'string' ? part : part.kind === 'code' ? part.code : plainOf(part.text)))
    .join('');

/** The prose of a step up to a block; tables and questions have no terms explained. */
export const plainBefore = (blocks: readonly Block[], place: number): string =>
  blocks
    .slice(0, place)
    .flatMap((block) => ('text' in block ? [block.text] : block.kind === 'list' ? block.items : []))
    .map(plainOf)
    .join('\n');
