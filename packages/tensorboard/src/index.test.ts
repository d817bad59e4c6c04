import { expect, test } from 'vitest';
import * as tensorboard from './index.js';

test('the package exports these names', () => {
  expect(Object.keys(tensorboard).toSorted()).toMatchInlineSnapshot(`
    [
      "ArgumentError",
      "TensorBoardError",
      "eventRecord",
      "fileVersionRecord",
      "histogram",
      "scalar",
      "text",
    ]
  `);
});
