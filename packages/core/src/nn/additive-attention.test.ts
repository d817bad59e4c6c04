import { expect, test } from 'vitest';
import { ArgumentError, ShapeError } from '../errors.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { numbersOf, tensor, zeros } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { AdditiveAttention } from './additive-attention.js';
import { normal } from './initializers.js';

const random = seeded(1);
const attention = new AdditiveAttention(3, 2, 4, { random });
const keys = normal()([5, 2, 2], random);
const query = normal()([2, 3], random);

test('the context is the mean of the keys by the weights, which add up to 1', () => {
  const { context, weights } = attention.attend(query, attention.remember(keys));
  const [w, k] = [numbersOf(weights).slice(), numbersOf(keys).slice()];
  for (let lane = 0; lane < 2; lane++) {
    const steps = [0, 1, 2, 3, 4];
    expectClose(
      steps.reduce((sum, s) => sum + (w[s * 2 + lane] as number), 0),
      1,
    );
    const expected = [0, 1].map((j) =>
      steps.reduce((sum, s) => sum + (w[s * 2 + lane] as number) * (k[(s * 2 + lane) * 2 + j] as number), 0),
    );
    expectClose(numbersOf(context).slice(lane * 2, lane * 2 + 2), expected, { absolute: 1e-6 });
  }
});

test('hidden steps have no weight, and lanes of hidden steps the context 0', () => {
  const mask = tensor([5, 2], [1, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
  const { context, weights } = attention.attend(query, attention.remember(keys, { mask }));
  const w = weights.toNested(2);
  expectClose((w[0]?.[0] ?? 0) + (w[1]?.[0] ?? 0), 1);
  expect(w.slice(2).map((row) => row[0])).toEqual([0, 0, 0]);
  expect(w.map((row) => row[1])).toEqual([0, 0, 0, 0, 0]);
  expect(context.toNested(2)[1]).toEqual([0, 0]);
});

test('the gradients are those of finite differences', () => {
  const model = { attention, keys: parameter(keys), query: parameter(query) };
  const mask = tensor([5, 2], [1, 1, 1, 0, 0, 1, 1, 0, 1, 0]);
  for (const options of [{}, { mask }]) {
    gradcheck(model, () => {
      const { context } = attention.attend(model.query, attention.remember(model.keys, options));
      return weightedSum(context);
    });
  }
});

test('shapes that do not fit are named', () => {
  expect(() => attention.remember(zeros([5, 2, 3]))).toThrow(
    new ShapeError('AdditiveAttention.remember', 'the keys are [5, 2, 3]; they must be [S, B, 2].'),
  );
  expect(() => attention.remember(keys, { mask: zeros([2, 5]) })).toThrow(ShapeError);
  expect(() => attention.attend(zeros([3, 3]), attention.remember(keys))).toThrow(
    new ShapeError(
      'AdditiveAttention.attend',
      'the query is [3, 3]; it must be [2, 3], a row for each lane.',
    ),
  );
});

test('a memory that remember did not return is refused', () => {
  for (const memory of [undefined, null, {}, { keys, projected: 1 }, keys]) {
    expect(() => attention.attend(query, memory as never)).toThrow(ArgumentError);
  }
});
