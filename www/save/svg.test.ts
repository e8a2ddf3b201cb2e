import { expect, test } from 'vitest';
import { element, svgDocument, text } from './svg';

/** The characters that XML 1.0 can hold. */
const WRITABLE = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;

test('markup in a text is text', () => {
  expect(text(0, 0, '<img src=x onerror="hurt()">', {})).toBe(
    '<text x="0" y="0">&lt;img src=x onerror=&quot;hurt()&quot;&gt;</text>',
  );
  expect(element('g', { id: '"><script>' })).toBe('<g id="&quot;&gt;&lt;script&gt;"/>');
  expect(svgDocument(1, 1, '</title><script>', ']]>&', [])).not.toMatch(/<script|\]\]>/);
});

test('what XML cannot hold is replaced, and everything else is kept', () => {
  const hostile = 'a\u0000\u0007\u001b\ud800b\udc00\uffff\ufffe';
  expect(text(0, 0, hostile, {})).toBe(`<text x="0" y="0">a${'\ufffd'.repeat(4)}b${'\ufffd'.repeat(3)}</text>`);
  expect(svgDocument(1, 1, hostile, hostile, [element('g', { id: hostile })])).toMatch(WRITABLE);
  expect(text(0, 0, '비\t🙂\u202e', {})).toBe('<text x="0" y="0">비\t🙂\u202e</text>');
});
