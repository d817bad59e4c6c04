import { BinaryReader } from '@bufbuild/protobuf/wire';
import {
  Dropout,
  Embedding,
  evaluate,
  indices,
  normal,
  parametersOf,
  type Random,
  Sequential,
  seeded,
  tanh,
} from '@tbptt/core';
import {
  bidirectional,
  flattenState,
  GRU,
  GRUResetBefore,
  LearnedState,
  LSTM,
  MinGRU,
  RecurrentModel,
  type RecurrentModelOptions,
  RNN,
  Stack,
} from '@tbptt/rnn';
import { AttentionDecoder, EncoderDecoder } from '@tbptt/rnn/sequence-to-sequence';
import fc from 'fast-check';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { encoderDecoderToOnnx } from './encoder-decoder-to-onnx.js';
import { expectSame } from './testing/expect-same.js';
import { runNamed } from './testing/run-onnx.js';
import { toOnnx } from './to-onnx.js';

const symbols = (T: number, B: number, V: number, random: Random) =>
  indices(
    [T, B],
    Int32Array.from({ length: T * B }, () => random.integer(V)),
  );
const make = (random: Random, more: Partial<RecurrentModelOptions> = {}) => {
  const encoder = new RecurrentModel(7, {
    embedding: 3,
    cell: bidirectional(GRU),
    hidden: 4,
    random,
    ...more,
  });
  return new EncoderDecoder(encoder, new AttentionDecoder(6, encoder.outputSize, { hidden: 5, random }));
};

/** Compares both models with ours: the state after the encoder, then two windows of the decoder. */
async function expectSameModel(
  model: EncoderDecoder,
  lengths: readonly number[],
  S: number,
  random: Random,
): Promise<void> {
  const B = lengths.length;
  const sources = symbols(S, B, 5, random);
  const { encoder, decoder } = encoderDecoderToOnnx(model);
  let expected = evaluate(() => model.encode(sources, lengths));
  let states = await runNamed(encoder, { input: sources, lengths: indices([B], lengths) });
  expect(Object.keys(states).toSorted()).toEqual(Object.keys(flattenState(expected)).toSorted());
  for (const [path, tensor] of Object.entries(flattenState(expected))) expectSame(states[path], tensor, path);
  for (const T of [1, 3]) {
    const input = symbols(T, B, model.decoder.outputSize, random);
    const { output, ...next } = await runNamed(decoder, { input, ...states });
    const window = model.decoder.unroll(input, expected);
    expectSame(output, window.outputs, 'the logits');
    expected = window.state;
    expect(Object.keys(next).every((name) => name.startsWith('next.rnn.'))).toBe(true);
    for (const [name, value] of Object.entries(next)) {
      states = { ...states, [name.replace('next', 'state')]: value };
    }
    for (const [path, tensor] of Object.entries(flattenState(expected)))
      expectSame(states[path], tensor, path);
  }
}

const size = fc.integer({ min: 1, max: 7 });

test('any encoder and decoder give the same in onnxruntime, for sources of any lengths', async () => {
  const options = fc.record({
    cell: fc.constantFrom(LSTM, GRU, GRUResetBefore, RNN),
    layers: fc.integer({ min: 1, max: 2 }),
    hidden: size,
    outputs: fc.option(size, { nil: undefined }),
    both: fc.boolean(),
  });
  const parts = fc.record({
    cell: fc.constantFrom(LSTM, GRU, RNN),
    layers: fc.integer({ min: 1, max: 2 }),
    hidden: size,
    embedding: size,
    attention: fc.constantFrom('additive' as const, 'dot' as const),
  });
  const lengths = fc.array(fc.nat(6), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(options, parts, lengths, fc.integer(), async (encoding, decoding, given, seed) => {
      const random = seeded(seed);
      const { both, cell, outputs, ...others } = encoding;
      const encoder = new RecurrentModel(5, {
        ...others,
        random,
        cell: both ? bidirectional(cell) : cell,
        embedding: 3,
        ...(outputs !== undefined && { outputs }),
      });
      const dropout = new Dropout(0.4, { random });
      const decoder = new AttentionDecoder(6, encoder.outputSize, { ...decoding, random, dropout });
      await expectSameModel(new EncoderDecoder(encoder, decoder), given, Math.max(1, ...given), random);
    }),
    { numRuns: 60 },
  );
});

test('a source is as many zeros after its end as the longest has steps', async () => {
  await expectSameModel(make(seeded(3)), [2, 5, 3], 9, seeded(4));
});

test('an encoder of vectors begins with the state that it has learned', async () => {
  const random = seeded(5);
  const layer = new LearnedState(new LSTM(3, 4, { random }));
  for (const parameter of parametersOf({ initial: layer.initial }).values()) {
    parameter.assign(normal()(parameter.shape, random));
  }
  const encoder = new Stack([layer, new GRU(4, 3, { random })]);
  const model = new EncoderDecoder(encoder, new AttentionDecoder(6, 3, { hidden: 5, random }));
  const sources = new Embedding(9, 3, { random }).forward(symbols(4, 2, 9, random));
  const found = await runNamed(encoderDecoderToOnnx(model).encoder, {
    input: sources,
    lengths: indices([2], [4, 2]),
  });
  for (const [path, tensor] of Object.entries(flattenState(evaluate(() => model.encode(sources, [4, 2]))))) {
    expectSame(found[path], tensor, path);
  }
});

test('a text that is written step by step in onnxruntime is that of generate', async () => {
  const random = seeded(8);
  const model = make(random);
  const { encoder, decoder } = encoderDecoderToOnnx(model);
  const sources = symbols(5, 1, 7, random);
  let states = await runNamed(encoder, { input: sources, lengths: indices([1], [5]) });
  const text: number[] = [];
  while (text.length < 12) {
    const { output, ...next } = await runNamed(decoder, {
      input: indices([1, 1], [text.at(-1) ?? 0]),
      ...states,
    });
    const logits = Array.from(output?.toFloats() ?? []);
    text.push(logits.indexOf(Math.max(...logits)));
    for (const [name, value] of Object.entries(next)) {
      states = { ...states, [name.replace('next', 'state')]: value };
    }
  }
  expect([text]).toEqual(model.generate(sources, { start: 0, stop: [], length: 12 }));
});

test('the inputs and outputs have the names of the state', async () => {
  const { encoder, decoder } = encoderDecoderToOnnx(make(seeded(1)), { metadata: { by: 'me' } });
  const described = async (bytes: Uint8Array) => {
    const session = await InferenceSession.create(bytes);
    const all = [session.inputMetadata, session.outputMetadata].map((values) =>
      values
        .map((value) => `${value.name} ${value.isTensor ? `${value.type} [${value.shape.join(', ')}]` : ''}`)
        .toSorted(),
    );
    await session.release();
    return all;
  };
  expect(await described(encoder)).toEqual([
    ['input int32 [S, B]', 'lengths int32 [B]'],
    [
      'state.keys float32 [B, S, 8]',
      'state.mask float32 [B, S]',
      'state.prepared float32 [B, S, 5]',
      'state.rnn.0.c float32 [B, 5]',
      'state.rnn.0.h float32 [B, 5]',
    ],
  ]);
  expect(await described(decoder)).toEqual([
    [
      'input int32 [T, B]',
      'state.keys float32 [B, S, 8]',
      'state.mask float32 [B, S]',
      'state.prepared float32 [B, S, 5]',
      'state.rnn.0.c float32 [B, 5]',
      'state.rnn.0.h float32 [B, 5]',
    ],
    ['next.rnn.0.c float32 [B, 5]', 'next.rnn.0.h float32 [B, 5]', 'output float32 [T, B, 6]'],
  ]);
  for (const bytes of [encoder, decoder]) {
    const reader = new BinaryReader(bytes);
    const fields = new Set<number>();
    while (reader.pos < reader.len) {
      const [field, type] = reader.tag();
      fields.add(field);
      reader.skip(type, field);
    }
    expect(fields.has(14)).toBe(true); // metadata
  }
});

describe('what cannot be converted is refused:', () => {
  const model = make(seeded(2));
  test('the whole as one model', () => {
    expect(() => toOnnx(model)).toThrow('EncoderDecoder cannot be converted: it is two models');
    expect(() => toOnnx(model)).toThrow('encoderDecoderToOnnx returns both');
  });
  test('a decoder without its state', () => {
    expect(() => toOnnx(model.decoder, { states: false })).toThrow('its source is a part of its state');
  });
  test('layers that ONNX does not have', () => {
    expect(() => encoderDecoderToOnnx(make(seeded(2), { cell: MinGRU }))).toThrow(
      'MinGRU cannot be converted',
    );
    const input = new Sequential((x) => tanh(x));
    expect(() => encoderDecoderToOnnx(make(seeded(2), { input }))).toThrow('a function cannot be converted');
  });
  test('attention of your own', () => {
    const random = seeded(3);
    const { encoder, decoder } = make(random);
    const own = Object.assign(Object.create(AttentionDecoder.prototype) as AttentionDecoder, decoder, {
      attention: { prepare: () => undefined, attend: () => undefined },
    });
    expect(() => encoderDecoderToOnnx(new EncoderDecoder(encoder, own))).toThrow(
      "must be 'additive' or 'dot'",
    );
  });
  test('what is no model', () => {
    expect(() => encoderDecoderToOnnx(model.decoder as never)).toThrow('it must be an EncoderDecoder');
    expect(() => encoderDecoderToOnnx(model, { metadata: { a: 1 } as never })).toThrow(
      'it must be an object of texts',
    );
  });
});
