import { expect, test } from 'vitest';
import { bits, clock, compact, count, counted, percent } from './format.js';

test('counts are grouped by thousands', () => {
  expect([0, 999, 1000, 1_213_144.4].map(count)).toEqual(['0', '999', '1,000', '1,213,144']);
});

test('one thing is singular', () => {
  expect([0, 1, 2].map((n) => counted(n, 'layer'))).toEqual(['0 layers', '1 layer', '2 layers']);
});

test('rates are short', () => {
  expect([0, 999.4, 999.6, 31_249, 999_949, 999_950, 48_123_000_000].map(compact)).toEqual([
    '0',
    '999',
    '1.0k',
    '31.2k',
    '999.9k',
    '1.00M',
    '48.1G',
  ]);
});

test('times read as on a clock, and one that is unknown as such', () => {
  expect([0, 7.4, 59.6, 3599, 3723, -1, Number.NaN, Number.POSITIVE_INFINITY].map(clock)).toEqual([
    '0:00',
    '0:07',
    '1:00',
    '59:59',
    '1:02:03',
    '0:00',
    '-:--',
    '-:--',
  ]);
});

test('shares are percentages without needless digits', () => {
  expect([0.1, 0.005, 1 / 3, 1].map(percent)).toEqual(['10 %', '0.5 %', '33.3 %', '100 %']);
});

test('losses have three digits', () => {
  expect(bits(2.31849)).toBe('2.318');
});

test('losses beyond all measure are short, too', () => {
  expect([99_999, 5.4866128315757286e29, Number.POSITIVE_INFINITY, Number.NaN].map(bits)).toEqual([
    '99999.000',
    '5.49e+29',
    'Infinity',
    'NaN',
  ]);
});
