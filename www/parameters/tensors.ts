// The layout of a model's tensors in one picture. Pure functions of the engine's list.

import type { ParameterInfo } from '../engine/types';

/** A tensor as a rectangle with one pixel per value. Long matrices are cut into strips side by side. */
export interface Tile {
  info: ParameterInfo;
  x: number;
  y: number;
  /** Columns of a strip, and rows of the longest strip. */
  width: number;
  height: number;
  strips: number;
}

/** A group of tensors: the embeddings, a layer, the heads. */
export interface Block {
  id: string;
  tiles: Tile[];
  width: number;
  height: number;
}

const GAP = 3;
/** Height of a vector's values in pixels, since a line of one pixel would hardly be visible. */
const VECTOR_HEIGHT = 5;

/** `bert.encoder.layer.3.…` and GPT-1's `transformer.h.3.…` are `layer.3`. The rest are the embeddings, the pooler with its classifier, and the MLM head. */
export function blockOf(name: string): string {
  const layer = /(?:encoder\.layer|transformer\.h)\.(\d+)\./.exec(name);
  if (layer) return `layer.${layer[1]}`;
  return name.includes('embed') ? 'embeddings' : 'heads';
}

/** Blocks in the model's order, each at most `width` pixels wide. */
export function blocksOf(parameters: ParameterInfo[], width: number): Block[] {
  const groups = new Map<string, ParameterInfo[]>();
  for (const info of parameters) {
    const id = blockOf(info.name);
    groups.set(id, [...(groups.get(id) ?? []), info]);
  }
  return [...groups].map(([id, infos]) => ({ id, ...arrange(infos, width) }));
}

/** Matrices, then vectors, from left to right in lines of at most the width. */
function arrange(all: ParameterInfo[], width: number): Omit<Block, 'id'> {
  const infos = [...all.filter(({ rows }) => rows > 1), ...all.filter(({ rows }) => rows === 1)];
  const tiles: Tile[] = [];
  let [x, y, row, widest] = [0, 0, 0, 0];
  for (const info of infos) {
    const size = sizeOf(info, width);
    if (x > 0 && x + size.width > width) [x, y, row] = [0, y + row + GAP, 0];
    tiles.push({ info, x, y, ...size });
    x += size.width + GAP;
    row = Math.max(row, size.height);
    widest = Math.max(widest, x - GAP);
  }
  return { tiles, width: widest, height: y + row };
}

function sizeOf({ rows, columns }: ParameterInfo, width: number) {
  if (rows === 1) {
    // A vector has several rows if it is longer than the picture is wide.
    const across = Math.min(columns, width);
    return { width: across, height: VECTOR_HEIGHT * Math.ceil(columns / across), strips: 1 };
  }
  const fit = Math.max(1, Math.floor((width + 1) / (columns + 1)));
  // As square as possible.
  const strips = Math.min(fit, Math.max(1, Math.round(Math.sqrt(rows / columns))));
  return { width: strips * (columns + 1) - 1, height: Math.ceil(rows / strips), strips };
}

/** The index in its tensor of a pixel of a tile. Null in the gaps. */
export function placeIn(tile: Tile, x: number, y: number): { row: number; column: number } | null {
  const { rows, columns } = tile.info;
  if (rows === 1) {
    const column = Math.floor(y / VECTOR_HEIGHT) * tile.width + x;
    return column < columns ? { row: 0, column } : null;
  }
  const strip = Math.floor(x / (columns + 1));
  const column = x - strip * (columns + 1);
  const row = strip * tile.height + y;
  return column < columns && row < rows ? { row, column } : null;
}

export const sizeInWords = ({ rows, columns }: ParameterInfo) => (rows === 1 ? `${columns}` : `${rows} × ${columns}`);

/** Number of values in a block. */
export const countOf = (block: Block) => block.tiles.reduce((sum, { info }) => sum + info.rows * info.columns, 0);
