import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import {
  ArgumentError,
  BatchNorm,
  Conv1d,
  Embedding,
  LayerNorm,
  Linear,
  MultiHeadAttention,
  relu,
  Sequential,
  seeded,
  tanh,
} from '@tbptt/core';
import { GRU, IndRNN, LayerNormLSTM, LSTM, MinGRU, PeepholeLSTM, Stack, Zoneout } from '@tbptt/rnn';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { toOnnx } from './to-onnx.js';

const random = seeded(5);

describe('the inputs and outputs of a model', () => {
  test('have the names of the state, and free axes for steps and lanes', async () => {
    const model = new Stack([new LSTM(3, 4, { random }), new LSTM(4, 2, { random })]);
    const session = await InferenceSession.create(toOnnx(model));
    const described = (all: readonly InferenceSession.ValueMetadata[]) =>
      all.map(
        (value) => `${value.name} ${value.isTensor ? `${value.type} [${value.shape.join(', ')}]` : ''}`,
      );
    expect(described(session.inputMetadata)).toEqual([
      'input float32 [T, B, 3]',
      'state.0.h float32 [B, 4]',
      'state.0.c float32 [B, 4]',
      'state.1.h float32 [B, 2]',
      'state.1.c float32 [B, 2]',
    ]);
    expect(described(session.outputMetadata).toSorted()).toEqual([
      'next.0.c float32 [B, 4]',
      'next.0.h float32 [B, 4]',
      'next.1.c float32 [B, 2]',
      'next.1.h float32 [B, 2]',
      'output float32 [T, B, 2]',
    ]);
    await session.release();
  });
});

test('metadata are stored as texts', () => {
  const bytes = toOnnx(new Linear(2, 2, { random }), { metadata: { vocabulary: '["ä","\\n"]', by: 'me' } });
  const reader = new BinaryReader(bytes);
  const found: Record<string, string> = {};
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field !== 14) {
      reader.skip(type, field);
      continue;
    }
    const entry = new BinaryReader(reader.bytes());
    const texts: string[] = [];
    while (entry.pos < entry.len) {
      expect(entry.tag()[1]).toBe(WireType.LengthDelimited);
      texts.push(entry.string());
    }
    found[texts[0] ?? ''] = texts[1] ?? '';
  }
  expect(found).toEqual({ vocabulary: '["ä","\\n"]', by: 'me' });
});

describe('what cannot be converted is refused, with the reason:', () => {
  test.each<[string, object, string]>([
    [
      'a projection',
      new LSTM(2, 4, { random, projection: 2 }),
      'LSTM cannot be converted: its output is projected',
    ],
    [
      'a cell that ONNX has not',
      new IndRNN(2, 2, { random }),
      'IndRNN cannot be converted: ONNX has no operator of its equation',
    ],
    ['peepholes', new PeepholeLSTM(2, 2, { random }), 'PeepholeLSTM cannot'],
    ['norms inside of a cell', new LayerNormLSTM(2, 2, { random }), 'LayerNormLSTM cannot'],
    ['one layer of a stack', new Stack([new MinGRU(2, 2, { random })]), 'MinGRU cannot'],
    [
      'zoneout',
      new Zoneout(new LSTM(2, 2, { random }), { random, probabilities: { h: 0.1, c: 0.1 } }),
      'Zoneout cannot',
    ],
    [
      'a function of your own',
      new Sequential(new Linear(2, 2, { random }), (x) => tanh(x)),
      'a function cannot be converted: the inside of a function cannot be seen. These can be converted: abs, elu,',
    ],
    ['an object of your own', { rnn: new LSTM(2, 2, { random }), unroll() {} }, 'Object cannot be converted'],
    [
      'a layer of your own',
      new Sequential(new Linear(2, 2, { random }), { forward: (x) => x }),
      'Object cannot be converted: toOnnx knows no such layer',
    ],
    ['no layers', [], 'the model is an array without layers'],
    [
      'a layer whose input may have any shape',
      relu,
      "the function relu reads tensors of many shapes; give the option input, such as { input: ['N', 1, 28, 28] }",
    ],
  ])('%s', (_, model, message) => {
    expect(() => toOnnx(model)).toThrow(ArgumentError);
    expect(() => toOnnx(model)).toThrow(message);
  });
});

test('symbols for a layer that reads vectors are refused', () => {
  const layer = new Linear(2, 2, { random });
  expect(() => toOnnx(layer, { symbols: true })).toThrow('Linear cannot be converted: it reads vectors');
  expect(() => toOnnx(new Sequential(new Embedding(2, 2, { random }), layer))).not.toThrow();
});

test.each<[string, object, readonly (string | number)[]]>([
  ['Linear', new Linear(2, 3, { random }), ['N', 5]],
  ['LSTM', new LSTM(2, 3, { random }), ['T', 'B', 5]],
  ['LayerNorm', new LayerNorm([2, 3]), ['N', 5, 3]],
  ['BatchNorm', new BatchNorm(2), ['N', 5]],
  ['Conv1d', new Conv1d(2, 3, 3, { random }), ['N', 5, 'L']],
  ['MultiHeadAttention', new MultiHeadAttention(2, 1, { random }), ['T', 'B', 5]],
  ['the second of two layers', [new Linear(2, 5, { random }), new GRU(2, 3, { random })], ['T', 'B', 2]],
])('an input that %s does not read is refused', (_, model, input) => {
  expect(() => toOnnx(model, { input })).toThrow('it reads 2 numbers along axis');
});

test('metadata that are not an object of texts are refused, and not lost', () => {
  const layer = new Linear(2, 2, { random });
  for (const metadata of [null, 5, 'a', ['a'], new Map([['a', 'b']]), { a: 1 }])
    expect(() => toOnnx(layer, { metadata: metadata as never })).toThrow('it must be an object of texts');
});

test('an object without a class is refused as any other', () => {
  expect(() => toOnnx(Object.create(null) as object)).toThrow('an object cannot be converted');
});
