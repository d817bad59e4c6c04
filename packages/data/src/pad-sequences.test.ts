import { describe, expect, test } from 'vitest';
import { padSequences } from './pad-sequences.js';

const sequences = [Int32Array.of(3, 1, 4), Int32Array.of(), Int32Array.of(5, 9)];

describe('padSequences', () => {
  test('sets sequences side by side and fills the shorter ones up', () => {
    expect(padSequences(sequences)).toEqual({
      inputs: { shape: [3, 3], data: Int32Array.of(3, 0, 5, 1, 0, 9, 4, 0, 0) },
      lengths: Int32Array.of(3, 0, 2),
    });
  });

  test('takes those that are named, in their order, one twice if it is named twice', () => {
    expect(padSequences(sequences, [2, 2])).toEqual({
      inputs: { shape: [2, 2], data: Int32Array.of(5, 5, 9, 9) },
      lengths: Int32Array.of(2, 2),
    });
  });

  test('gives arrays of their own', () => {
    const { inputs } = padSequences(sequences, [0]);
    inputs.data.fill(7);
    expect(sequences[0]).toEqual(Int32Array.of(3, 1, 4));
  });

  test('takes as many sequences as there are', () => {
    const many = Array.from({ length: 130_000 }, () => [1]);
    const { inputs, lengths } = padSequences(many);
    expect(inputs.shape).toEqual([1, 130_000]);
    expect(inputs.data.every((id) => id === 1)).toBe(true);
    expect(lengths).toHaveLength(130_000);
  });

  test('of empty sequences gives no steps', () => {
    expect(padSequences([[], []])).toEqual({
      inputs: { shape: [0, 2], data: new Int32Array(0) },
      lengths: Int32Array.of(0, 0),
    });
  });

  test('refuses ids that are no whole numbers, with their sequence and position', () => {
    for (const id of [1.5, Number.NaN, -1, '1', undefined, null, 2 ** 31]) {
      expect(() => padSequences([[0], [2, id as number]])).toThrow(
        /^padSequences: the id \S+ at position 1 of sequence 1 stands for no symbol/,
      );
    }
  });

  test('says which sequence is not there, or that none is asked for', () => {
    expect(() => padSequences(sequences, [0, 3])).toThrow(
      'padSequences: sequence 3 was asked for; there are 3, with numbers from 0 up.',
    );
    expect(() => padSequences([])).toThrow(
      'padSequences: no sequence of 0 was asked for; a batch must have one at least.',
    );
    expect(() => padSequences([[1, -1]])).toThrow('padSequences: the id -1 at position 1');
  });
});
