import { currentScope } from '../autodiff/scope.js';
import type { Tensor } from '../tensor/tensor.js';

/** What maps an input, a tensor or indices, to a tensor. */
interface Forward<X> {
  forward(x: X): Tensor;
}

/** A layer that is used as it is, not trained: what `frozen(layer)` makes. */
export class Frozen<X = Tensor> {
  /** Use `frozen`. */
  constructor(readonly layer: Forward<X>) {}

  /** The output of the layer, as it would be outside a step. Gradients flow through it to its input. */
  forward(x: X): Tensor {
    return withoutTraining(() => this.layer.forward(x));
  }
}

/**
 * A layer, or a whole model, that is used as it is: inside a step too `BatchNorm` normalizes by its running statistics and leaves
 * them alone, and `Dropout` lets everything pass. Its parameters are not among `parametersOf` the model it stands in, so they are not trained;
 * gradients flow through it to what lies before. In the state dictionary its names are what they were.
 *
 * ```ts
 * const model = new Sequential(frozen(pretrained), new Linear(64, 10, { random }));
 * ```
 *
 * Any other function may be given too, `frozen(() => model.unroll(inputs, state))()`: layers that it uses behave the same way, and of its
 * parameters those are trained that are given to the step. To train the parameters of a frozen layer nevertheless, name them:
 * `new Optimizer([model, norm.weight, norm.bias], ...)`.
 */
export function frozen<X>(layer: Forward<X>): Frozen<X>;
export function frozen<A extends readonly unknown[], R>(closure: (...inputs: A) => R): (...inputs: A) => R;
export function frozen<X, A extends readonly unknown[], R>(
  used: Forward<X> | ((...inputs: A) => R),
): Frozen<X> | ((...inputs: A) => R) {
  if (typeof used !== 'function') return new Frozen(used);
  return (...inputs) => withoutTraining(() => used(...inputs));
}

function withoutTraining<R>(closure: () => R): R {
  const scope = currentScope();
  if (scope === undefined || !scope.training) return closure();
  scope.training = false;
  try {
    return closure();
  } finally {
    scope.training = true;
  }
}
