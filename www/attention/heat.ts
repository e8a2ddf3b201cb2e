// An attention matrix as an image: one pixel per pair of tokens, in the colour of the key's fate.

import type { TokenFate, TokenTrace } from '../engine/types';
import { colourOf, type Rgb } from '../style/colours';
import type { Matrix } from './heads';

const INKS: Record<TokenFate, string> = {
  masked: 'masked-fill',
  randomized: 'random-fill',
  kept: 'kept-fill',
  context: 'ink',
  special: 'ink',
  padding: 'ink',
};

/** The background, and the strongest colour of each column. */
export interface Inks {
  ground: Rgb;
  columns: Rgb[];
}

export function inksOf(tokens: readonly TokenTrace[]): Inks {
  const inks = new Map([...new Set(Object.values(INKS))].map((name) => [name, colourOf(name)]));
  return { ground: colourOf('surface'), columns: tokens.map((token) => inks.get(INKS[token.fate])!) };
}

/** Strength of the colour of a share, 0 to 1. The square root makes small shares visible, and most are small. */
export const strength = (share: number, greatest: number) => Math.sqrt(Math.min(1, share / Math.max(greatest, 1e-9)));

/** Draws the matrix with one pixel per share. The page scales the canvas. */
export function paint(canvas: HTMLCanvasElement, matrix: Matrix, { ground, columns }: Inks, greatest: number) {
  const length = columns.length;
  if (canvas.width !== length || canvas.height !== length) [canvas.width, canvas.height] = [length, length];
  const context = canvas.getContext('2d');
  if (!context || matrix.length !== length * length) return;
  const image = context.createImageData(length, length);
  for (let at = 0; at < matrix.length; at++) {
    const much = strength(matrix[at]!, greatest);
    const ink = columns[at % length]!;
    for (let channel = 0; channel < 3; channel++) {
      image.data[at * 4 + channel] = ground[channel]! + (ink[channel]! - ground[channel]!) * much;
    }
    image.data[at * 4 + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
