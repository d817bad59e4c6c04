import { expect, test } from 'vitest';
import { differentiate } from '../autodiff/differentiate.js';
import { ArgumentError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { add } from '../ops/arithmetic.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { tensor } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { gradcheck } from '../testing/gradcheck.js';
import { l2Penalty } from './l2-penalty.js';
import { meanSquaredError } from './mean-squared-error.js';

test('the L2 penalty is half the sum of all squares, times its coefficient', () => {
  const model = {
    weight: parameter(tensor([2, 2], [1, -2, 0, 4])),
    layers: [{ bias: parameter(tensor([2], [-1, 0.5])) }],
  };
  expectClose(l2Penalty(model, 0.1).item(), 0.05 * 22.25);
  expectClose(l2Penalty([model.weight], 2).item(), 21);
  expect(l2Penalty(model, 0).item()).toBe(0);
});

test('the gradient of the L2 penalty is the coefficient times the parameter, as weight decay has it', () => {
  const p = parameter(tensor([4], [1, -2, 0, 1e-3]));
  differentiate([p], () => l2Penalty([p], 0.5));
  expectClose(p.gradient?.toFloats() ?? [], [0.5, -1, 0, 5e-4]);
});

test('the L2 penalty adds to a loss, and counts a tied weight once', () => {
  const random = seeded(1);
  const model = { a: parameter(normal()([3, 4], random)), b: parameter(normal()([3, 4], random)) };
  gradcheck(model, () => add(meanSquaredError(model.a, model.b), l2Penalty(model, 0.3)));
  expectClose(l2Penalty({ first: model, second: model }, 0.3).item(), l2Penalty(model, 0.3).item());
});

test('the L2 penalty needs parameters and a finite coefficient', () => {
  expect(() => l2Penalty([], 1)).toThrow(
    new ArgumentError(
      'l2Penalty',
      'there are no parameters to penalize; give a model or an array of parameters.',
    ),
  );
  expect(() => l2Penalty({ p: parameter(tensor([1], [1])) }, Number.POSITIVE_INFINITY)).toThrow(
    new ArgumentError('l2Penalty', 'the coefficient is Infinity; it must be a finite number.'),
  );
});
