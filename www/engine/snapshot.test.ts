import { expect, test } from 'vitest';
import { stepOf } from './snapshot';

function snapshot(run: string): Uint8Array {
  const header = new TextEncoder().encode(JSON.stringify({ __metadata__: { cloze_run: run } }));
  const bytes = new Uint8Array(8 + header.length + 40);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  return bytes;
}

test('a snapshot says which step it goes on from, other bytes do not', () => {
  expect(stepOf(snapshot('{"version":3,"vocabulary":"\\"step\\":7","step":812}'))).toBe(812);
  expect(stepOf(snapshot('{"version":3}'))).toBeNull();
  expect(stepOf(snapshot('no JSON'))).toBeNull();
  expect(stepOf(new Uint8Array(4))).toBeNull();
  expect(stepOf(new Uint8Array(64).fill(255))).toBeNull();
});
