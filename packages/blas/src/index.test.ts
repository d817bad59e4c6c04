import { expect, test } from 'vitest';
import * as exported from './index.js';

test('the package exports these names', () => {
  expect(Object.keys(exported).toSorted()).toEqual(['blas']);
});
