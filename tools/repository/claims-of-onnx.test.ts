/** What the docstrings of `@tbptt/onnx` say is refused, each with cases that try it. */
import { Linear, relu, seeded } from '@tbptt/core';
import * as onnx from '@tbptt/onnx';
import { IndRNN } from '@tbptt/rnn';
import { type Attempt, type Claims, testClaims } from './claims.js';

const { toOnnx } = onnx;
const random = seeded(1);
const layer = new Linear(2, 2, { random });
const withOptions = (...all: readonly unknown[]): readonly Attempt[] =>
  all.map((options) => () => toOnnx(layer, options as never));

const claims: Claims = {
  toOnnx: {
    ArgumentError: [
      ...[undefined, null, 5, 'model', []].map((model) => () => toOnnx(model as never)),
      () => toOnnx(new IndRNN(2, 2, { random })),
      () => toOnnx(relu),
      ...withOptions(5, { axes: [1] }, { input: 3 }, { input: [] }, { input: [0.5] }, { input: [''] }),
      ...withOptions({ symbols: 1 }, { states: 'no' }, { metadata: 'text' }, { metadata: { a: 1 } }),
    ],
  },
};

testClaims({ package: 'onnx', exported: onnx, claims, atLeast: 1 });
