import { describe, isClass, requireSynchronous } from '../arguments.js';
import { currentScope } from '../autodiff/scope.js';
import { announceCopy } from '../engine/copies.js';
import { ArgumentError } from '../errors.js';
import { isTensor } from '../tensor/tensor.js';
import { isFrozenMark, registerFrozen, visitTensors } from './model-tree.js';

/**
 * Returns a layer, or a whole model, that is used but not trained. It has the fields and methods of
 * the original. Inside its methods layers behave as outside a step: `BatchNorm` normalizes by its
 * running statistics and leaves them alone, and `Dropout` drops nothing. Its parameters are not
 * among `parametersOf` a model that contains it. Gradients flow through it to its inputs. In the
 * state dictionary its tensors have the names of the original.
 *
 * ```ts
 * const model = new Sequential(frozen(pretrained), new Linear(64, 10, { random }));
 * ```
 *
 * A recurrent layer keeps `unroll`, `step` and `initialState`, so it can be a layer of a stack:
 * `new Stack([frozen(lstm), gru])`.
 *
 * A function can be frozen too: inside `frozen(() => model.unroll(inputs, state))()` layers behave
 * the same way. Parameters that are given to the step are trained nevertheless. To train some
 * parameters of a frozen layer, name them: `new Optimizer([model, norm.weight, norm.bias], ...)`.
 *
 * @throws ArgumentError if the value is neither an object nor a function, if it is a tensor or a
 * class, or if it has tensors of another copy of this package.
 */
export function frozen<T extends object>(used: T): T {
  requireFreezable(used);
  announceCopy();
  if (isFunction(used)) {
    const call = (...inputs: unknown[]): unknown => withoutTraining(() => used(...inputs));
    return call as object as T;
  }
  // The proxy has no fields of its own, so that a search for parameters does not find them.
  const view = new Proxy(Object.create(Object.getPrototypeOf(used) as object | null) as T, {
    get(_, name) {
      const value: unknown = Reflect.get(used, name);
      if (name === 'constructor' || !isFunction(value)) return value;
      return (...inputs: unknown[]): unknown => withoutTraining(() => Reflect.apply(value, used, inputs));
    },
    has: (_, name) => isFrozenMark(name) || Reflect.has(used, name),
    set: (_, name, value) => Reflect.set(used, name, value),
  });
  registerFrozen(view, used);
  return view;
}

function isFunction(value: unknown): value is (...inputs: unknown[]) => unknown {
  return typeof value === 'function';
}

function requireFreezable(used: unknown): void {
  let rule = 'it must be a layer, a model or a function';
  if (typeof used === 'function') {
    if (!isClass(used)) return;
    rule = `freeze a layer, such as frozen(new ${used.name}(...))`;
  } else if (isTensor(used)) {
    rule = 'it must be a layer or a model; a tensor that is not to be trained is a PersistentTensor';
  } else if (typeof used === 'object' && used !== null) {
    // Finds tensors of another copy, which would be trained as before.
    visitTensors('frozen', used, true, () => {});
    return;
  }
  throw new ArgumentError('frozen', `the layer is ${describe(used)}; ${rule}.`, { layer: used });
}

function withoutTraining<R>(closure: () => R): R {
  const scope = currentScope();
  if (scope === undefined || !scope.training) return closure();
  scope.training = false;
  try {
    const result = closure();
    requireSynchronous('frozen', result);
    return result;
  } finally {
    scope.training = true;
  }
}
