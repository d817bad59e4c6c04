import { ArgumentError, Tensor } from '@tbptt/core';
import { describe, formatShape } from '@tbptt/core/operation';
import type { State } from '../recurrent.js';
import { mapPaths } from './map-states.js';

/**
 * Returns the tensors of a state by their paths in it, such as `state.0.h` for the first layer of a
 * stack. `encodeSafetensors` of `@tbptt/core/files` writes them. A state is a value, and so are its
 * tensors: later training does not change them.
 *
 * @throws ArgumentError if the argument is not a state
 */
export function flattenState(state: State): Record<string, Tensor> {
  const tensors: Record<string, Tensor> = {};
  mapPaths(state, (path, tensor) => {
    tensors[path] = tensor;
    return tensor;
  });
  return tensors;
}

/**
 * Returns the state that `flattenState` has flattened, in the form of another state of the same
 * model: `restoreState(tensors, model.initialState(1))`. The state has as many lanes as the
 * tensors. Entries that are no part of a state are ignored.
 *
 * @throws ArgumentError if a tensor is missing, has another size than that of the model, or other
 * lanes than the rest
 */
export function restoreState<S extends State>(tensors: Readonly<Record<string, Tensor>>, like: S): S {
  requireTensors(tensors);
  let lanes: number | undefined;
  return mapPaths(like, (path, { shape }) => {
    const tensor: unknown = Object.hasOwn(tensors, path) ? tensors[path] : undefined;
    if (tensor === undefined) {
      throw new ArgumentError(
        'restoreState',
        `there is no '${path}'; the state has ${formatShape(shape)} there.`,
      );
    }
    if (!(tensor instanceof Tensor)) {
      throw new ArgumentError(
        'restoreState',
        `'${path}' is ${describe(tensor)}; it must be a tensor, as decodeSafetensors returns.`,
      );
    }
    const [B = 0] = tensor.shape;
    lanes ??= B;
    const [found, wanted] = [formatShape(tensor.shape), formatShape([lanes, ...shape.slice(1)])];
    if (found !== wanted) {
      throw new ArgumentError('restoreState', `'${path}' is ${found}; it must be ${wanted}.`);
    }
    return tensor;
  });
}

function requireTensors(tensors: unknown): void {
  if (typeof tensors === 'object' && tensors !== null) return;
  throw new ArgumentError(
    'restoreState',
    `the tensors are ${describe(tensors)}; they must be an object of tensors by path, as flattenState returns.`,
  );
}
