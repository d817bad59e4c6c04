import { expect, test } from 'vitest';
import { nestedStep } from '../engine/errors.js';
import { ShapeError } from '../errors.js';
import { escapedTensor, nonFiniteLoss } from './errors.js';
import { requireSameShape } from './shape.js';

test('errors are known by name, and carry their data', () => {
  const error = new ShapeError('matmul', 'they must be equal.');
  expect(error).toMatchObject({
    name: 'ShapeError',
    operation: 'matmul',
    rule: 'they must be equal.',
    message: 'matmul: they must be equal.',
  });
});

test('an escaped tensor is named by its shape, with the remedy', () => {
  expect(escapedTensor([2, 3]).message).toBe(
    'Tensor: a tensor of shape [2, 3] was computed in a step that has ended, and its memory is given up. ' +
      'Return it from the closure of the step, as a tensor, or in plain objects, arrays, maps and sets: what a closure returns is copied out as an ordinary value.',
  );
});

test('a nested step says what to do', () => {
  expect(nestedStep('step').message).toBe(
    'step: a step or an evaluation was begun inside the closure of a step, or a step inside that of an evaluation. ' +
      'They do not nest: end the first one, then begin the second.',
  );
});

test('a loss that is not finite is named with the step', () => {
  expect(nonFiniteLoss(Number.NaN, 7).message).toContain('Step 7: the loss is NaN.');
  expect(nonFiniteLoss(Number.POSITIVE_INFINITY, undefined).message).toContain(
    'differentiate: the loss is Infinity.',
  );
});

test('two operands of one shape pass, others are named with their shapes', () => {
  expect(() => requireSameShape('f', 'a', [2, 3], 'b', [2, 3])).not.toThrow();
  expect(() => requireSameShape('f', 'a', [2, 3], 'b', [2])).toThrow(
    new ShapeError('f', 'the a is [2, 3], the b [2]; they must have the same shape.'),
  );
});
