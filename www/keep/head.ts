// What stands in front of saved bytes: its length in four bytes, then JSON.

export function head(value: unknown): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(value));
  const bytes = new Uint8Array(4 + json.length);
  new DataView(bytes.buffer).setUint32(0, json.length);
  bytes.set(json, 4);
  return bytes;
}

/** What was in front, and how long it is with its length; null for other files. The bytes behind it are not read. */
export async function headOf<T>(file: Blob): Promise<{ value: T; length: number } | null> {
  try {
    const length = 4 + new DataView(await file.slice(0, 4).arrayBuffer()).getUint32(0);
    return { value: JSON.parse(await file.slice(4, length).text()) as T, length };
  } catch {
    return null;
  }
}
