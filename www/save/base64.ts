// Bytes as text. `Uint8Array.prototype.toBase64` is too new for browsers that can train.

/** In pieces, since the number of arguments of a call is limited. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(text);
}

/** As above, with characters that an address leaves as they are (RFC 4648, section 5). */
export const base64url = (bytes: Uint8Array) =>
  base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** Throws for other characters and for a length that cannot be. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[\w-]*$/.test(text)) throw new Error('not base64url');
  return fromBase64(text.replaceAll('-', '+').replaceAll('_', '/'));
}

/** Throws for what is not base64. */
export const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
