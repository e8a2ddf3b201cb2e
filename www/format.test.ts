import { expect, test } from 'vitest';
import { among, logit, loss, norm, percent, percents, rate, whole, writeNumbersIn } from './format';

test('a percentage is closed up, and only 0 is 0%', () => {
  expect([0, 0.0004, 0.0042, 0.15, 0.996, 1].map(percent)).toEqual(['0%', '< 0.1%', '0.4%', '15%', '100%', '100%']);
  expect(percents(2)(0.1234)).toBe('12.34%');
});

test('losses keep their digits, counts are grouped', () => {
  expect([loss(7), loss(0.0004), logit(-1.5)]).toEqual(['7.000', '0.000', '−1.5000']);
  expect([whole(549371), among(20), rate(9.94), rate(12.6)]).toEqual(['549,371', '> 1,000,000', '9.9', '13']);
  expect([norm(0), norm(0.00002), norm(0.123), norm(123)]).toEqual(['0', '2e-5', '0.12', '120']);
});

test('numbers follow the language that the page has', () => {
  writeNumbersIn(() => 'de');
  expect([loss(1.5), whole(1000), percent(0.15)]).toEqual(['1,500', '1.000', '15\u00a0%']);
  writeNumbersIn(() => 'ko');
  expect([loss(1.5), whole(1000), percent(0.15)]).toEqual(['1.500', '1,000', '15%']);
  writeNumbersIn(() => 'en');
});
