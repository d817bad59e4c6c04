import * as scalar from '../equation/build.js';
import { equation } from '../equation/equation.js';
import type { Expression } from '../equation/expression.js';
import type { Tensor } from '../tensor/tensor.js';
import { applyInOrder } from './apply.js';

const choose = (condition: Expression, a: Expression, b: Expression) => ({
  y: scalar.select(scalar.equal(condition, 0), b, a),
});

const ofTensors = equation('where', { arrays: ['condition', 'a', 'b'] }, ({ condition, a, b }) =>
  choose(condition, a, b),
);
const withA = equation('where', { arrays: ['condition', 'b'], uniforms: ['a'] }, ({ condition, a, b }) =>
  choose(condition, a, b),
);
const withB = equation('where', { arrays: ['condition', 'a'], uniforms: ['b'] }, ({ condition, a, b }) =>
  choose(condition, a, b),
);
const ofNumbers = equation('where', { arrays: ['condition'], uniforms: ['a', 'b'] }, ({ condition, a, b }) =>
  choose(condition, a, b),
);

/**
 * Returns `a` where the condition is not 0 and `b` elsewhere, element by element. Shapes broadcast.
 * The gradient of each element flows to the operand that was chosen. NaN and infinities in the
 * other operand have no effect. `less` and its kin make conditions.
 *
 * @throws ArgumentError if the condition is not a tensor, or `a` or `b` is neither a tensor nor a
 * number.
 * @throws ShapeError if the shapes do not broadcast.
 */
export function where(condition: Tensor, a: Tensor | number, b: Tensor | number): Tensor {
  let y: readonly Tensor[];
  if (typeof a === 'number') {
    y =
      typeof b === 'number'
        ? applyInOrder(ofNumbers, [condition], [a, b])
        : applyInOrder(withA, [condition, b], [a]);
  } else {
    y =
      typeof b === 'number'
        ? applyInOrder(withB, [condition, a], [b])
        : applyInOrder(ofTensors, [condition, a, b]);
  }
  return y[0] as Tensor;
}
