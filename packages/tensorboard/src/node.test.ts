import { expect, test } from 'vitest';
import * as node from './node.js';

test('the entry for Node exports these names', () => {
  expect(Object.keys(node).toSorted()).toMatchInlineSnapshot(`
    [
      "EventFile",
    ]
  `);
});
