// QR codes. Fetched when the first one is shown.

import { correction, generate } from 'lean-qr';
import { toSvgPath } from 'lean-qr/extras/svg';

export interface Qr {
  /** Modules on a side, without the quiet zone. */
  size: number;
  /** The dark modules, as an SVG path in modules. */
  path: string;
}

/** Level M survives a projector's blur and half of a reflection. */
export function qrOf(text: string): Qr {
  const code = generate(text, { minCorrectionLevel: correction.M });
  return { size: code.size, path: toSvgPath(code) };
}
