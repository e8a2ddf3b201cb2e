import { expect, test } from 'vitest';
import {
  among,
  draw,
  logit,
  loss,
  norm,
  percent,
  percents,
  rate,
  shortLoss,
  tenths,
  whole,
  writeNumbersIn,
  shortened,
} from './format';

test('a percentage is closed up, and only 0 is 0%', () => {
  expect([0, 0.0004, 0.0042, 0.15, 0.996, 1].map(percent)).toEqual(['0%', '< 0.1%', '0.4%', '15%', '100%', '100%']);
  expect(percents(2)(0.1234)).toBe('12.34%');
});

test('losses keep their digits, counts are grouped', () => {
  expect([loss(7), loss(0.0004), logit(-1.5)]).toEqual(['7.000', '0.000', '−1.5000']);
  expect([whole(549371), among(20), rate(9.94), rate(12.6)]).toEqual(['549,371', '> 1,000,000', '9.9', '13']);
  expect([norm(0), norm(0.00002), norm(0.123), norm(123)]).toEqual(['0', '2e-5', '0.12', '120']);
});

test('what is no finite number is a dash everywhere, and a huge number stays short', () => {
  const formats = { among, draw, logit, loss, norm, percent, percents: percents(1), rate, shortLoss, tenths, whole };
  for (const [name, format] of Object.entries(formats)) {
    expect(format(NaN), name).toBe('–');
    for (const value of [Infinity, -Infinity, 1e300, -1e300, 3.4e38, 5e-324])
      expect(format(value), `${name} of ${value}`).not.toMatch(/NaN|Infinity|∞/);
  }
  expect([loss(1234567.891), loss(-3.4e38), norm(5e12), loss(99999.5)]).toEqual([
    '1.23e+6',
    '-3.40e+38',
    '5.00e+12',
    '99999.500',
  ]);
});

test('numbers follow the language that the page has', () => {
  writeNumbersIn(() => 'de');
  expect([loss(1.5), whole(1000), percent(0.15)]).toEqual(['1,500', '1.000', '15\u00a0%']);
  writeNumbersIn(() => 'ko');
  expect([loss(1.5), whole(1000), percent(0.15)]).toEqual(['1.500', '1,000', '15%']);
  writeNumbersIn(() => 'en');
});

test('a long text is cut between characters, and says so', () => {
  expect(shortened('four', 4)).toBe('four');
  expect(shortened('fives', 4)).toBe('five…');
  expect(shortened('🐕🐕🐕', 2)).toBe('🐕🐕…');
});
