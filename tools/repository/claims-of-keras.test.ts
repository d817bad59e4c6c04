/** What the docstrings of `@tbptt/keras` say is refused, each with cases that try it. */
import { Linear, seeded, tensor, zeros } from '@tbptt/core';
import * as keras from '@tbptt/keras';
import { IndRNN } from '@tbptt/rnn';
import { type Claims, testClaims } from './claims.js';

const { decodeKeras, fromKeras } = keras;
const random = seeded(1);
const dense = () => new Linear(2, 1, { random, bias: false });
const weights = { 'layers/dense/vars/0': tensor([2, 1], [1, 2]) };

const claims: Claims = {
  decodeKeras: {
    FormatError: [new Uint8Array(0), new Uint8Array(100), Uint8Array.of(0x50, 0x4b, 3, 4)].map(
      (bytes) => () => decodeKeras(bytes),
    ),
    ArgumentError: [undefined, null, 'model.keras', 5, [1]].map((bytes) => () => decodeKeras(bytes as never)),
  },
  fromKeras: {
    FormatError: [
      () => fromKeras([dense()], {}),
      () => fromKeras([dense()], { 'layers/dense/vars/0': zeros([1, 2]) }),
      () => fromKeras([], weights),
      () => fromKeras({ 'layers/dense_1': dense() }, weights),
    ],
    ArgumentError: [
      ...[undefined, null, 5].map((layers) => () => fromKeras(layers as never, weights)),
      ...[undefined, null, 5].map((given) => () => fromKeras([dense()], given as never)),
      () => fromKeras([new IndRNN(2, 2, { random })], weights),
      () => fromKeras({ 'layers/dense': 5 }, weights),
    ],
  },
};

testClaims({ package: 'keras', exported: keras, claims, atLeast: 2 });
