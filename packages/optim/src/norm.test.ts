import { ArgumentError } from '@tbptt/core';
import { expect, test } from 'vitest';
import { norm } from './norm.js';

test('a norm is Euclidean and over all parameters unless told otherwise', () => {
  expect(norm()).toMatchObject({ order: 2, scope: 'all' });
  expect(norm(1, { scope: 'unit' })).toMatchObject({ order: 1, scope: 'unit' });
});

test('a norm refuses orders and scopes that are none', () => {
  expect(() => norm(3)).toThrow(ArgumentError);
  expect(() => norm(3)).toThrow('norm: the norm is 3; it must be 1, 2 or Infinity.');
  expect(() => norm(2, { scope: 'row' as 'unit' })).toThrow(
    "norm: there is no scope 'row'; it must be 'all', 'parameter' or 'unit'.",
  );
});
