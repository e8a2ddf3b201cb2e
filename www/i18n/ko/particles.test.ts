import { expect, test } from 'vitest';
import { josa } from './particles';

const all = (word: string) => (['은', '이', '을', '과', '으로'] as const).map((one) => josa(word, one)).join(' ');

test('a particle follows the last sound of Hangul', () => {
  expect(all('사과')).toBe('사과는 사과가 사과를 사과와 사과로');
  expect(all('떡')).toBe('떡은 떡이 떡을 떡과 떡으로');
  expect(all('꿀')).toBe('꿀은 꿀이 꿀을 꿀과 꿀로');
});

test('digits are read in Korean', () => {
  const said = Array.from({ length: 10 }, (_, digit) => josa(`0.848${digit}`, '이').at(-1));
  expect(said.join('')).toBe('이이가이가가이이이가');
  expect(['0.3', '10', '1,000', '7', '2'].map((number) => josa(number, '으로'))).toEqual([
    '0.3으로',
    '10으로',
    '1,000으로',
    '7로',
    '2로',
  ]);
  expect(josa('15%', '은')).toBe('15%는');
});

test('Latin words are read as they are written in Hangul, capitals letter by letter', () => {
  expect(['dog', 'king', 'store', 'garden', 'book', 'time', 'milk'].map((word) => josa(word, '을'))).toEqual([
    'dog를',
    'king을',
    'store를',
    'garden을',
    'book을',
    'time을',
    'milk를',
  ]);
  expect(['castle', 'girl'].map((word) => josa(word, '으로'))).toEqual(['castle로', 'girl로']);
  expect(['MLM', 'NSP', 'URL', 'BERT', 'Burn'].map((word) => josa(word, '은'))).toEqual([
    'MLM은',
    'NSP는',
    'URL은',
    'BERT는',
    'Burn은',
  ]);
});

test('marks around a word and the sign of a piece are not read', () => {
  expect(['‘강물’', '“나무”', '[MASK]', '##은', '##s'].map((word) => josa(word, '이'))).toEqual([
    '‘강물’이',
    '“나무”가',
    '[MASK]가',
    '##은이',
    '##s가',
  ]);
  expect(['', '?', '…'].map((word) => josa(word, '은'))).toEqual(['는', '?는', '…는']);
});
