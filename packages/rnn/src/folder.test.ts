import { expect, test } from 'vitest';
import * as folder from './folder.js';

test('the entry exports these names', () => {
  expect(Object.keys(folder)).toMatchInlineSnapshot(`
    [
      "decodeModelFolder",
      "encodeModelFolder",
      "fetchModelFolder",
    ]
  `);
});
