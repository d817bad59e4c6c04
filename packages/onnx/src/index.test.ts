import { expect, test } from 'vitest';
import * as onnx from './index.js';

test('the package exports these names', () => {
  expect(Object.keys(onnx)).toMatchInlineSnapshot(`
    [
      "encoderDecoderToOnnx",
      "toOnnx",
    ]
  `);
});
