import { describe, expect, test } from 'vitest';
import { differentiate } from '../autodiff/differentiate.js';
import { ArgumentError } from '../errors.js';
import { gather } from '../ops/gather.js';
import { seeded } from '../random/seeded.js';
import { indices } from '../tensor/indices.js';
import { tensor } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { Embedding } from './embedding.js';
import { uniform } from './initializers.js';

describe('an embedding', () => {
  const random = seeded(1);

  test('gives the vector of each symbol', () => {
    const embedding = new Embedding(3, 2, { random });
    embedding.weight.assign(tensor([3, 2], [1, 2, 3, 4, 5, 6]));
    expect(embedding.forward(indices([2], [2, 0])).toNested()).toEqual([
      [5, 6],
      [1, 2],
    ]);
    expect(embedding.forward(indices([4, 3], new Int32Array(12))).shape).toEqual([4, 3, 2]);
  });

  test('starts normal with mean 0 and variance 1, or as it is told', () => {
    const { weight } = new Embedding(100, 100, { random });
    const squares = weight.toFloats().reduce((sum, x) => sum + x * x, 0);
    expectClose(squares / weight.size, 1, { relative: 0.05 });
    const small = new Embedding(100, 10, { random, weight: uniform(0.1) }).weight.toFloats();
    expect(Math.max(...small)).toBeLessThanOrEqual(Math.fround(0.1));
  });

  test('has the gradient of finite differences', () => {
    const embedding = new Embedding(5, 3, { random });
    const ids = indices([2, 3], [4, 0, 4, 1, 1, 4]);
    gradcheck(embedding, () => weightedSum(embedding.forward(ids)));
  });

  describe('with a padding index', () => {
    const embedding = new Embedding(4, 2, { random, paddingIndex: 1 });
    const ids = indices([2, 4], [1, 3, 0, 1, 1, 1, 3, 2]);

    test('has zeros for it at first, and the numbers that it would have for others', () => {
      const padded = new Embedding(4, 2, { random: seeded(5), paddingIndex: 1 });
      const plain = new Embedding(4, 2, { random: seeded(5) });
      expect(padded.weight.toNested()).toEqual((plain.weight.toNested() as number[][]).with(1, [0, 0]));
    });

    test('gives its row no gradient, and the others theirs', () => {
      differentiate(embedding, () => weightedSum(embedding.forward(ids)));
      const padded = embedding.weight.gradient?.toNested() as number[][];
      differentiate(embedding, () => weightedSum(gather(embedding.weight, ids)));
      const plain = embedding.weight.gradient?.toNested() as number[][];
      expect(plain[1]).not.toEqual([0, 0]);
      expect(padded).toEqual(plain.with(1, [0, 0]));
    });

    test('has no gradient at all where there is nothing else', () => {
      const padding = indices([3], [1, 1, 1]);
      differentiate(embedding, () => weightedSum(embedding.forward(padding)));
      expect(embedding.weight.gradient?.toNested()).toEqual(Array.from({ length: 4 }, () => [0, 0]));
    });

    test('needs one that is among its symbols', () => {
      for (const paddingIndex of [-1, 4, 0.5]) {
        expect(() => new Embedding(4, 2, { random, paddingIndex })).toThrow(
          new ArgumentError(
            'Embedding',
            `the padding index is ${paddingIndex}; it must be one of the symbols, from 0 to 3.`,
          ),
        );
      }
    });
  });

  test('names a symbol that it does not have', () => {
    expect(() => new Embedding(3, 2, { random }).forward(indices([2], [0, 3]))).toThrow(
      new ArgumentError('Embedding', 'the index at position 1 of [2] is 3; indices must be from 0 to 2.'),
    );
  });

  test('names a size that cannot be', () => {
    expect(() => new Embedding(0, 2, { random })).toThrow(
      new ArgumentError('Embedding', 'the number of symbols is 0; it must be a whole number of at least 1.'),
    );
    expect(() => new Embedding(2, -1, { random })).toThrow(
      new ArgumentError(
        'Embedding',
        'the size of the vectors is -1; it must be a whole number of at least 1.',
      ),
    );
  });
});
