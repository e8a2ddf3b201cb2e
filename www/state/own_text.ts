// The user's own text outside the run: compressed in a link, and kept for a reload of the tab.

import { base64url, fromBase64url } from '../save/base64';

/** Longest text that an address may bring, in characters. A short link can hold a text of any length, so this is checked while unpacking. */
export const LONGEST_TEXT = 1_000_000;

/** Longest link with a text, in characters. Chats and mail programs cut longer ones. */
export const LONGEST_LINK = 8000;

export class TextTooLong extends Error {}

export async function pack(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return base64url(new Uint8Array(await new Response(stream).arrayBuffer()));
}

/** Throws for what `pack` did not write, and TextTooLong for more than `LONGEST_TEXT`. */
export async function unpack(packed: string): Promise<string> {
  const stream = new Blob([fromBase64url(packed)])
    .stream()
    .pipeThrough(new DecompressionStream('deflate-raw'))
    .pipeThrough(new TextDecoderStream('utf-8', { fatal: true }));
  let text = '';
  // Leaving the loop cancels the stream, so that a few bytes cannot fill the memory.
  for await (const part of parts(stream)) {
    text += part;
    if (text.length > LONGEST_TEXT) throw new TextTooLong();
  }
  return text;
}

/** Streams can be iterated directly only in newer browsers. */
async function* parts(stream: ReadableStream<string>) {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

const KEY = 'cloze.text';

/** Keeps the text for a reload of this address in this tab. */
export function keepForReload(query: string, text: string) {
  try {
    if (text === '') sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify({ query, text }));
  } catch {
    // Forbidden or full: a reload then says that the address has no text.
  }
}

export function keptText(query: string): string | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as { query: string; text: string } | null;
    return kept?.query === query ? kept.text : null;
  } catch {
    return null;
  }
}
