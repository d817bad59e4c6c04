import { describe } from '../arguments.js';
import { currentScope } from '../autodiff/scope.js';
import { ArgumentError } from '../errors.js';

/** The layer behind each frozen one. */
const layers = new WeakMap<object, object>();

/** Returns the layer behind a frozen one; undefined if the value is not frozen. */
export function frozenLayerOf(value: object): object | undefined {
  return layers.get(value);
}

/**
 * Returns a layer, or a whole model, that is used but not trained. It has the fields and methods of
 * the original, and inside its methods layers behave as outside a step: `BatchNorm` normalizes by
 * its running statistics and leaves them alone, and `Dropout` lets everything pass. Its parameters
 * are not among `parametersOf` a model that has it. Gradients flow through it to its inputs. In the
 * state dictionary it has the names of the original.
 *
 * ```ts
 * const model = new Sequential(frozen(pretrained), new Linear(64, 10, { random }));
 * ```
 *
 * A recurrent layer keeps `unroll`, `step` and `initialState`, so it can be a layer of a stack:
 * `new Stack([frozen(lstm), gru])`.
 *
 * A function may be given too: inside `frozen(() => model.unroll(inputs, state))()` layers behave
 * the same way. The parameters that are given to the step are trained nevertheless. To train
 * parameters of a frozen layer, name them: `new Optimizer([model, norm.weight, norm.bias], ...)`.
 *
 * @throws ArgumentError if the value is neither an object nor a function
 */
export function frozen<T extends object>(used: T): T {
  if (isFunction(used)) {
    const call = (...inputs: unknown[]): unknown => withoutTraining(() => used(...inputs));
    return call as object as T;
  }
  requireLayer(used);
  // The fields are not those of the proxy: a search for parameters must not find them.
  const view = new Proxy(Object.create(Object.getPrototypeOf(used) as object | null) as T, {
    get(_, name) {
      const value: unknown = Reflect.get(used, name);
      if (name === 'constructor' || !isFunction(value)) return value;
      return (...inputs: unknown[]): unknown => withoutTraining(() => Reflect.apply(value, used, inputs));
    },
    has: (_, name) => Reflect.has(used, name),
    set: (_, name, value) => Reflect.set(used, name, value),
  });
  layers.set(view, used);
  return view;
}

function isFunction(value: unknown): value is (...inputs: unknown[]) => unknown {
  return typeof value === 'function';
}

function requireLayer(used: unknown): void {
  if (typeof used === 'object' && used !== null) return;
  throw new ArgumentError(
    'frozen',
    `the layer is ${describe(used)}; it must be a layer, a model or a function.`,
  );
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
