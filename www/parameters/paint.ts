// Levels as colours: blue below zero, vermilion above, the page's background at zero. Colour-blind readers can tell them apart.

import { colourOf } from '../style/colours';
import { placeIn, type Block } from './tensors';

/** 256 colours of four bytes each. */
export function palette(): Uint8ClampedArray {
  const [ground, below, above] = [colourOf('surface'), colourOf('masked-fill'), colourOf('random-fill')];
  const colours = new Uint8ClampedArray(1024);
  for (let level = 0; level < 256; level++) {
    const share = Math.min(1, Math.abs(level - 128) / 127);
    const end = level < 128 ? below : above;
    for (let channel = 0; channel < 3; channel++) {
      colours[level * 4 + channel] = ground[channel]! + (end[channel]! - ground[channel]!) * share;
    }
    colours[level * 4 + 3] = 255;
  }
  return colours;
}

/** Pairs of pixel and index in the flat vector for each value of a block. Created once per layout. */
export function placesOf(block: Block): Uint32Array {
  const pairs = new Uint32Array(2 * block.tiles.reduce((sum, tile) => sum + tile.width * tile.height, 0));
  let at = 0;
  for (const tile of block.tiles) {
    for (let y = 0; y < tile.height; y++) {
      for (let x = 0; x < tile.width; x++) {
        const place = placeIn(tile, x, y);
        if (!place) continue;
        pairs[at++] = (tile.y + y) * block.width + tile.x + x;
        pairs[at++] = tile.info.offset + place.row * tile.info.columns + place.column;
      }
    }
  }
  return pairs.subarray(0, at);
}

export function paint(
  canvas: HTMLCanvasElement,
  block: Block,
  places: Uint32Array,
  levels: Uint8Array,
  colours: Uint8ClampedArray,
) {
  if (canvas.width !== block.width || canvas.height !== block.height)
    [canvas.width, canvas.height] = [block.width, block.height];
  const context = canvas.getContext('2d');
  if (!context) return;
  const image = context.createImageData(block.width, block.height);
  const pixels = new Uint32Array(image.data.buffer);
  const words = new Uint32Array(colours.buffer);
  for (let at = 0; at < places.length; at += 2) pixels[places[at]!] = words[levels[places[at + 1]!]!]!;
  context.putImageData(image, 0, 0);
}
