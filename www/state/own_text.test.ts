import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { LONGEST_TEXT, pack, TextTooLong, unpack } from './own_text';

test.each([
  ['', 'nothing'],
  ['The owl sleeps.\nAt night it hunts.', 'plain'],
  ['고양이가 잔다. <b>שלום</b> & é 😀\r\n\t'.repeat(50), 'all scripts'],
])('a text survives (%#)', async (text) => {
  const packed = await pack(text);
  expect(packed).toMatch(/^[\w-]*$/);
  expect(await unpack(packed)).toBe(text);
});

test('a text in a link is shorter than the text', async () => {
  const text = 'The grey heron waits in the reeds. It sees a fish.\n'.repeat(20);
  expect((await pack(text)).length).toBeLessThan(text.length / 5);
});

test('a few kilobytes that would fill the memory are stopped', async () => {
  const bomb = deflateRawSync(Buffer.alloc(200_000_000, 'a')).toString('base64url');
  expect(bomb.length).toBeLessThan(300_000);
  await expect(unpack(bomb)).rejects.toThrow(TextTooLong);
});

test('a text of the greatest length is let through', async () => {
  expect((await unpack(await pack('a'.repeat(LONGEST_TEXT)))).length).toBe(LONGEST_TEXT);
});

test('damage is found and never hangs', async () => {
  const packed = await pack('The owl sleeps. At night it hunts. The grey heron waits in the reeds.');
  for (const wrong of ['!!!', 'a', '<script>', packed.slice(0, 20), `${packed.slice(0, -6)}`, 'AAAA', '____']) {
    await expect(unpack(wrong), wrong).rejects.toThrow();
  }
  // Bytes that are no UTF-8.
  await expect(unpack(deflateRawSync(Buffer.from([0xff, 0xfe])).toString('base64url'))).rejects.toThrow();
});
