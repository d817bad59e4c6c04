import { expect, test } from 'vitest';
import * as mpi from './index.js';

test('the package exports these names', () => {
  expect(Object.keys(mpi).toSorted()).toEqual(['world']);
});
