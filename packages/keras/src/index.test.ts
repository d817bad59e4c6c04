import { expect, test } from 'vitest';
import * as keras from './index.js';

test('the package exports these names', () => {
  expect(Object.keys(keras)).toMatchInlineSnapshot(`
    [
      "decodeKeras",
      "fromKeras",
    ]
  `);
});
