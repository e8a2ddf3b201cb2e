import { expect, test } from 'vitest';
import { cell } from './csv';

test('a number stays one, and what is none leaves its cell empty', () => {
  expect([2.5, -1e-7, 0, NaN, Infinity, null, undefined].map(cell)).toEqual(['2.5', '-1e-7', '0', '', '', '', '']);
});

test('no text is a formula', () => {
  for (const text of ['=1+1', '+1', '-1', '@sum(a1)', '=HYPERLINK("x";"y")', '\t=1', '\r=1']) {
    expect(cell(text).replace(/^"/, '').startsWith("'"), text).toBe(true);
  }
  expect(cell('1=1')).toBe('1=1');
});

test('commas, quotes and line ends stay inside their cell, and control characters outside of it', () => {
  expect(cell('a,"b"\nc')).toBe('"a,""b""\nc"');
  expect(cell('a\u0000\u0007\u009bb')).toBe('a\ufffd\ufffd\ufffdb');
});
