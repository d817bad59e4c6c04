import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type NGramOptions, nGramBits } from './n-gram-bits.js';

function bitsOf(ids: ArrayLike<number>, heldOut: ArrayLike<number>, options: NGramOptions): number[] {
  const counting = nGramBits(ids, heldOut, options);
  let step = counting.next();
  while (step.done !== true) step = counting.next();
  expect(step.value.map(({ order }) => order)).toEqual(
    Array.from({ length: options.order }, (_, index) => index + 1),
  );
  return step.value.map(({ bits }) => bits);
}

/** The probability of Witten & Bell by its formula: n-grams are found by looking through the text. */
function probability(ids: readonly number[], context: readonly number[], symbol: number, V: number): number {
  const matches = (i: number): boolean => context.every((id, k) => ids[i - context.length + k] === id);
  const followers = ids.filter((_, i) => i >= context.length && matches(i));
  const shorter = context.length === 0 ? 1 / V : probability(ids, context.slice(1), symbol, V);
  if (followers.length === 0) return shorter;
  const kinds = new Set(followers).size;
  const count = followers.filter((id) => id === symbol).length;
  return (count + kinds * shorter) / (followers.length + kinds);
}

test('the loss is that of the formula', () => {
  const V = 3;
  const text = fc.array(fc.nat({ max: V - 1 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(text, text, fc.integer({ min: 1, max: 4 }), (ids, heldOut, order) => {
      const logs = heldOut.map((symbol, i) => {
        // Near the beginning there are fewer symbols before.
        const context = heldOut.slice(Math.max(0, i - order + 1), i);
        return -Math.log2(probability(ids, context, symbol, V));
      });
      const mean = logs.reduce((sum, x) => sum + x, 0) / logs.length;
      expect(bitsOf(ids, heldOut, { symbols: V, order })[order - 1]).toBeCloseTo(mean, 10);
    }),
  );
});

test('a model of one symbol has the entropy of the text', () => {
  const ids = Int32Array.from({ length: 4000 }, (_, i) => i % 4);
  expect(bitsOf(ids, ids, { symbols: 4, order: 1 })[0]).toBeCloseTo(2, 3);
});

test('models of more symbols are better on repeated sentences', () => {
  const ids = Array.from('the quick brown fox jumps over the lazy dog. '.repeat(30), (c) => c.charCodeAt(0));
  const bits = bitsOf(ids.slice(0, 1000), ids.slice(1000), { symbols: 128, order: 5 });
  expect(bits.toSorted((a, b) => b - a)).toEqual(bits);
  expect(bits[4]).toBeLessThan(0.5);
});

test('a caller may pause in a long text', () => {
  const ids = new Int32Array(20_000);
  let pauses = 0;
  for (const _ of nGramBits(ids, ids, { symbols: 1, order: 1 })) pauses++;
  expect(pauses).toBeGreaterThan(4);
});

test('refuses a symbol that the vocabulary has not, and a text of none', () => {
  expect(() => nGramBits([0, 3], [0], { symbols: 3, order: 1 })).toThrow(
    /^nGramBits: the id 3 at position 1 stands for no symbol; ids are integers from 0 to 2/,
  );
  expect(() => nGramBits([0], [], { symbols: 3, order: 1 })).toThrow('has no symbols');
});
