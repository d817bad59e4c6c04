import { ArgumentError, type Tensor } from '@tbptt/core';
import { formatShape } from '@tbptt/core/operation';
import type { State } from '../recurrent.js';
import { mapPaths } from './map-states.js';

/**
 * The tensors of a state by their paths in it, such as `state.0.h` for the first layer of a stack: what `encodeSafetensors` of `@tbptt/core/files` writes. A state is a value, and
 * so are its tensors: nothing that is trained later changes them.
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
 * The state that `flattenState` took apart, in the form of another one of the same model: `restoreState(tensors, model.initialState(1))`. The number of its lanes is that of the
 * tensors. Entries that are no part of a state are left alone.
 *
 * Throws `ArgumentError` where a tensor is missing, has another size than the model wants, or other lanes than the rest.
 */
export function restoreState<S extends State>(tensors: Readonly<Record<string, Tensor>>, like: S): S {
  let lanes: number | undefined;
  return mapPaths(like, (path, { shape }) => {
    const tensor = Object.hasOwn(tensors, path) ? tensors[path] : undefined;
    if (tensor === undefined) {
      throw new ArgumentError(
        'restoreState',
        `there is no '${path}'; the state has ${formatShape(shape)} there.`,
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
