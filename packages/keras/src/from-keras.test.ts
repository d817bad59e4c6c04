import { readFileSync } from 'node:fs';
import {
  BatchNorm,
  Conv1d,
  Conv2d,
  Dropout,
  Embedding,
  FormatError,
  indices,
  LayerNorm,
  Linear,
  permute,
  relu,
  Sequential,
  seeded,
  type Tensor,
  tensor,
} from '@tbptt/core';
import { stateDictionary } from '@tbptt/core/files';
import { numbersOf } from '@tbptt/core/operation';
import { expectClose } from '@tbptt/core/testing';
import { Bidirectional, GRU, GRUResetBefore, LSTM, RNN, Stack, type State } from '@tbptt/rnn';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { decodeKeras } from './decode-keras.js';
import { fromKeras } from './from-keras.js';

interface Recorded {
  readonly shape: readonly number[];
  readonly numbers: readonly number[];
}

const recording = new URL('../recording/', import.meta.url);
const { cases } = JSON.parse(readFileSync(new URL('cases.json', recording), 'utf8')) as {
  readonly cases: Readonly<Record<string, { readonly inputs: Recorded; readonly outputs: Recorded }>>;
};
const bytesOf = (file: string): Uint8Array => readFileSync(new URL(file, recording));
const random = seeded(1);

/** The inputs of a case, and its outputs with the axes in our order. */
function recorded(file: string, order: readonly number[]) {
  const { inputs, outputs } = cases[file] ?? {};
  if (inputs === undefined || outputs === undefined) throw new Error(`${file} was not recorded`);
  const ours = ({ shape, numbers }: Recorded): Tensor => {
    const all = tensor(shape, numbers);
    return shape.length === order.length ? permute(all, order) : all;
  };
  return { inputs: ours(inputs), symbols: inputs, outputs: ours(outputs) };
}

function expectSame(found: Tensor, expected: Tensor): void {
  expect(found.shape).toEqual(expected.shape);
  expectClose(found.toFloats(), expected.toFloats(), { absolute: 1e-5 });
}

describe('layers with the weights of Keras compute what Keras does:', () => {
  test('an embedding, recurrent layers of each kind, a norm and a dense layer', async () => {
    const embedding = new Embedding(7, 5, { random });
    const rnn = new Stack<State>([
      new LSTM(5, 6, { random }),
      new LSTM(6, 4, { random }),
      new GRU(4, 4, { random }),
      new GRUResetBefore(4, 3, { random }),
      new RNN(3, 5, { random }),
    ]);
    const head = new Sequential(
      new LayerNorm(5, { eps: 1e-3 }),
      new Dropout(0.5, { random }),
      new Linear(5, 2, { random }),
    );
    fromKeras([embedding, rnn, head], await decodeKeras(bytesOf('recurrent.weights.h5')));
    const { symbols, outputs } = recorded('recurrent.weights.h5', [1, 0, 2]);
    const [B = 0, T = 0] = symbols.shape;
    const text = Int32Array.from(
      { length: T * B },
      (_, i) => symbols.numbers[(i % B) * T + Math.floor(i / B)] ?? 0,
    );
    const unrolled = rnn.unroll(embedding.forward(indices([T, B], text)));
    expectSame(head.forward(unrolled.outputs), outputs);
  });

  test('layers that read in both directions, without biases, of a .keras file', async () => {
    const bias = false;
    const rnn = new Stack<State>([
      new Bidirectional(new LSTM(3, 4, { random }), new LSTM(3, 4, { random })),
      new Bidirectional(new GRU(8, 2, { random, bias }), new GRU(8, 2, { random, bias })),
      new RNN(4, 3, { random, nonlinearity: 'relu' }),
    ]);
    const head = new Linear(3, 2, { random, bias });
    fromKeras([rnn, head], await decodeKeras(bytesOf('both-ways.keras')));
    const { inputs, outputs } = recorded('both-ways.keras', [1, 0, 2]);
    expectSame(head.forward(rnn.unroll(inputs).outputs), outputs);
  });

  test('convolutions of images, in groups', async () => {
    const model = new Sequential(
      new Conv2d(2, 4, [3, 2], { random, stride: [2, 1] }),
      relu,
      new Conv2d(4, 6, 2, { random, groups: 2, bias: false }),
    );
    fromKeras([model], await decodeKeras(bytesOf('images.weights.h5')));
    const { inputs, outputs } = recorded('images.weights.h5', [0, 3, 1, 2]);
    expectSame(model.forward(inputs), outputs);
  });

  test('convolutions of sequences, and normalizations of batches, one of which learns nothing', async () => {
    const model = new Sequential(
      new Conv1d(2, 3, 3, { random, dilation: 2 }),
      new BatchNorm(3, { eps: 1e-3 }),
      new Conv1d(3, 3, 2, { random }),
      new BatchNorm(3, { eps: 1e-3, affine: false }),
    );
    fromKeras([model], await decodeKeras(bytesOf('lines.keras')));
    const { inputs, outputs } = recorded('lines.keras', [0, 2, 1]);
    expectSame(model.forward(inputs), outputs);
  });
});

test('some layers take their weights by the paths in the file', async () => {
  const weights = await decodeKeras(bytesOf('recurrent.weights.h5'));
  expect(Object.keys(weights)).toContain('layers/gru_1/cell/vars/2');
  const layer = new GRUResetBefore(4, 3, { random });
  fromKeras({ 'layers/gru_1': layer }, weights);
  expect(numbersOf(layer.biasHh as Tensor)).toEqual(new Float32Array(9));
  const bias = weights['layers/gru_1/cell/vars/2']?.toFloats() ?? new Float32Array();
  expect(layer.biasIh?.toFloats()).toEqual(
    Float32Array.of(...bias.slice(3, 6), ...bias.slice(0, 3), ...bias.slice(6)),
  );
});

describe('what does not fit is refused, and nothing is written:', () => {
  const conv = (inputs = 2, kernel = 3) => new Conv1d(inputs, 3, kernel, { random });
  const norm = (affine = true) => new BatchNorm(3, { affine });
  test.each<[string, readonly object[], string]>([
    [
      'a weight of another shape',
      [conv(2, 2), norm(), conv(3, 2), norm(false)],
      'layers/conv1d/vars/0 is [3, 2, 3]; Conv1d takes [2, 2, 3].',
    ],
    [
      'a layer that is not there',
      [new Linear(2, 3, { random }), norm(), conv(3, 2), norm(false)],
      'layers/dense/vars has 0 weights; Linear takes 2',
    ],
    [
      'parameters that Keras has not',
      [conv(), norm(), conv(3, 2), norm()],
      'layers/batch_normalization_1/vars has 2 weights; BatchNorm takes 4',
    ],
    [
      'weights that are left over',
      [conv(), norm(), conv(3, 2)],
      'the weights layers/batch_normalization_1/vars/0, layers/batch_normalization_1/vars/1 are left over',
    ],
  ])('%s', async (_, layers, message) => {
    const weights = await decodeKeras(bytesOf('lines.keras'));
    const numbers = () => Object.values(stateDictionary({ layers })).map((each) => each.toFloats());
    const before = numbers();
    expect(() => fromKeras(layers, weights)).toThrow(FormatError);
    expect(() => fromKeras(layers, weights)).toThrow(message);
    expect(numbers()).toEqual(before);
  });

  test('a weight that is not a tensor', () => {
    const layer = new Linear(1, 1, { random, bias: false });
    for (const weight of [null, 'a', [1], undefined]) {
      const weights = { 'layers/dense/vars/0': weight as never };
      expect(() => fromKeras([layer], weights)).toThrow('the weight layers/dense/vars/0 is');
    }
  });

  test('a layer without a class', () => {
    const layer = Object.create(null) as object;
    expect(() => fromKeras({ 'layers/dense': layer }, {})).toThrow('an object corresponds to no layer');
  });

  test('the other form of GRU', async () => {
    const weights = await decodeKeras(bytesOf('recurrent.weights.h5'));
    expect(() => fromKeras({ 'layers/gru': new GRUResetBefore(4, 4, { random }) }, weights)).toThrow(
      'layers/gru/cell/vars/2 is [2, 12]; GRUResetBefore takes [12].',
    );
  });
});

describe('a file that is none of Keras is refused:', () => {
  const h5 = bytesOf('images.weights.h5');
  test.each<[string, Uint8Array, string]>([
    ['a text', new TextEncoder().encode('{"a": 1}'), 'neither a .weights.h5 nor a .keras file'],
    ['nothing', new Uint8Array(0), 'neither a .weights.h5 nor a .keras file'],
    ['another archive', zipSync({ 'a.txt': new Uint8Array(9) }), 'the zip archive has no model.weights.h5'],
    ['half of an archive', bytesOf('lines.keras').subarray(0, 300), 'the zip archive is damaged'],
    ['the beginning of an HDF5 file', h5.subarray(0, 600), 'the HDF5 file is damaged'],
    ['an HDF5 file that was overwritten', h5.slice().fill(0xff, 100), 'the HDF5 file is damaged'],
  ])('%s', async (_, bytes, message) => {
    await expect(decodeKeras(bytes)).rejects.toThrow(FormatError);
    await expect(decodeKeras(bytes)).rejects.toThrow(message);
  });
});
