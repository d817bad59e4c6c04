/** What the docstrings of `@tbptt/onnx` say is refused, each with cases that try it. */
import { Linear, relu, seeded } from '@tbptt/core';
import * as onnx from '@tbptt/onnx';
import { GRU, IndRNN } from '@tbptt/rnn';
import { AttentionDecoder, EncoderDecoder } from '@tbptt/rnn/sequence-to-sequence';
import { type Attempt, type Claims, testClaims } from './claims.js';

const { encoderDecoderToOnnx, toOnnx } = onnx;
const random = seeded(1);
const layer = new Linear(2, 2, { random });
const decoder = new AttentionDecoder(3, 2, { random, hidden: 2 });
const model = new EncoderDecoder(new GRU(2, 2, { random }), decoder);
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
  encoderDecoderToOnnx: {
    ArgumentError: [
      ...[undefined, null, layer, decoder].map((model) => () => encoderDecoderToOnnx(model as never)),
      () => encoderDecoderToOnnx(new EncoderDecoder(new IndRNN(2, 2, { random }), decoder)),
      ...[5, { states: true }, { metadata: 'text' }, { metadata: { a: 1 } }].map(
        (options) => () => encoderDecoderToOnnx(model, options as never),
      ),
    ],
  },
};

testClaims({ package: 'onnx', exported: onnx, claims, atLeast: 2 });
