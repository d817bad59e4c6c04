import { describe, expect, test } from 'vitest';
import { cases, definitionOf, expand, describe as whatIs } from './cases.js';
import { flopsOf } from './flops.js';

describe('the cases', () => {
  test('are those of the design', () => {
    expect(Object.keys(cases).slice(0, 10)).toEqual([
      'S0',
      'S1',
      'S2',
      'S3',
      'S4',
      'G1',
      'M1',
      'L1',
      'X1',
      'I1',
    ]);
    expect(cases['S2']).toEqual({
      kind: 'language model',
      cell: 'LSTM',
      layers: 2,
      hidden: 128,
      lanes: 50,
      window: 50,
    });
    expect(whatIs(cases['S4'] ?? { kind: 'xor', hidden: 0 })).toBe('LSTM 2 x 512, B=64, T=100');
  });

  test('are joined by matrix products of any size', () => {
    expect(definitionOf('3x4x5')).toEqual({
      kind: 'product',
      rows: 3,
      depth: 4,
      columns: 5,
      transposedLeft: false,
    });
    expect(definitionOf('3x4x5t')).toMatchObject({ transposedLeft: true });
    expect(definitionOf('3x0x5')).toBeUndefined();
    expect(definitionOf('3x4')).toBeUndefined();
    expect(definitionOf('toString')).toBeUndefined();
    expect(expand('products')).toContain('64x256x1024');
    expect(expand('S1')).toEqual(['S1']);
  });
});

describe('a name', () => {
  test('describes training by cell, L x H, B and T, with the windows of the text if that is wanted', () => {
    const sizes = { cell: 'MinGRU', layers: 2, hidden: 64, lanes: 8, window: 16 };
    expect(definitionOf('MinGRU:2x64,B=8,T=16')).toEqual({ kind: 'language model', ...sizes });
    expect(definitionOf('MinGRU:2x64,B=8,T=16,N=7')).toEqual({
      kind: 'language model',
      ...sizes,
      windows: 7,
    });
    expect(definitionOf('LSTM:2x128,B=50,T=50')).toEqual(cases['S2']);
  });

  test('without B and T describes sampling', () => {
    expect(definitionOf('LSTM:2x128')).toEqual(cases['I1']);
  });

  test.each(['LSTM:0x8', 'LSTM:1x8,B=2', 'LSTM:1x8,B=0,T=2', 'XSTM:1x8', 'LSTM:1x8,T=2,B=2'])(
    '%s describes nothing',
    (name) => expect(definitionOf(name)).toBeUndefined(),
  );
});

describe('the floating-point operations', () => {
  test('of a character of S2 are those of two recurrent products, one input product and the logits, three times', () => {
    const gates = 4 * 128 * 128;
    expect(flopsOf(cases['S2'] ?? { kind: 'xor', hidden: 0 })).toBe(3 * 2 * (2 * gates + gates + 128 * 65));
  });

  test.each([
    ['PeepholeLSTM', 2 * 4 + 4],
    ['CoupledLSTM', 2 * 3 + 3],
    ['GRU', 2 * 3 + 3],
    ['MinGRU', 2],
    ['MinLSTM', 3],
  ])('of sampling from two layers of %s are %i squares of H and the logits', (cell, squares) => {
    const definition = definitionOf(`${cell}:2x8`) ?? { kind: 'xor', hidden: 0 };
    expect(flopsOf(definition)).toBe(2 * (squares * 8 * 8 + 8 * 65));
  });

  test('of a sample of an MLP leave out the gradient of its inputs', () => {
    expect(flopsOf({ kind: 'perceptron', sizes: [5, 3, 2], batch: 4 })).toBe(2 * (2 * 5 * 3 + 3 * 3 * 2));
  });

  test('of a product are two for each term of each sum', () => {
    expect(flopsOf(definitionOf('3x4x5') ?? { kind: 'xor', hidden: 0 })).toBe(120);
  });
});
