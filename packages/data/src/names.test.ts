import { expect, test } from 'vitest';
import * as names from './names.js';

test('the entry of names exports these names', () => {
  expect(Object.keys(names).toSorted()).toMatchInlineSnapshot(`
    [
      "LANGUAGES",
      "givenNames",
      "namesOf",
    ]
  `);
});
