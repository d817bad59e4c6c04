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
import { l1Penalty } from './l1-penalty.js';
import { meanSquaredError } from './mean-squared-error.js';

test('the L1 penalty is the sum of all absolute values, times its coefficient', () => {
  const model = {
    weight: parameter(tensor([2, 2], [1, -2, 0, 4])),
    layers: [{ bias: parameter(tensor([2], [-1, 0.5])) }],
  };
  expectClose(l1Penalty(model, 0.1).item(), 0.85);
  expectClose(l1Penalty([model.weight], 2).item(), 14);
  expectClose(l1Penalty(model.weight, 2).item(), 14);
  expect(l1Penalty(model, 0).item()).toBe(0);
});

test('the gradient of the L1 penalty is the sign, 0 at 0', () => {
  const p = parameter(tensor([4], [1, -2, 0, 1e-30]));
  differentiate([p], () => l1Penalty([p], 0.5));
  expectClose(p.gradient?.toFloats() ?? [], [0.5, -0.5, 0, 0.5]);
});

test('the L1 penalty adds to a loss', () => {
  const random = seeded(1);
  const model = { a: parameter(normal()([3, 4], random)), b: parameter(normal()([3, 4], random)) };
  gradcheck(model, () => add(meanSquaredError(model.a, model.b), l1Penalty(model, 0.3)));
});

test('the L1 penalty needs parameters and a finite coefficient', () => {
  expect(() => l1Penalty({}, 1)).toThrow(
    new ArgumentError(
      'l1Penalty',
      'there are no parameters to penalize; give a model or an array of parameters.',
    ),
  );
  expect(() => l1Penalty({ p: parameter(tensor([1], [1])) }, Number.NaN)).toThrow(
    new ArgumentError('l1Penalty', 'the coefficient is NaN; it must be a finite number.'),
  );
});
