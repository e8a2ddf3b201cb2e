// What the page reads of a snapshot (src/train/snapshot.rs). Everything else in it is the engines' own.

/** The step that a snapshot goes on from. Null if these bytes do not tell. */
export function stepOf(bytes: Uint8Array): number | null {
  try {
    // A safetensors file begins with the length of its header, which is JSON.
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as {
      __metadata__: { cloze_run: string };
    };
    const { step } = JSON.parse(header.__metadata__.cloze_run) as { step: unknown };
    return typeof step === 'number' ? step : null;
  } catch {
    return null;
  }
}
