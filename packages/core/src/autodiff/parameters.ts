import { ArgumentError } from '../errors.js';
import { Parameter } from '../tensor/parameter.js';
import { PersistentTensor } from '../tensor/persistent-tensor.js';
import type { Tensor } from '../tensor/tensor.js';
import { visitTensors } from './model-tree.js';

/**
 * Returns the parameters of a model by path: every `Parameter` that is reached from it through the
 * fields of objects, the elements of arrays and sets, and the values of maps. A path consists of
 * the keys and positions on the way, such as `layers.0.weight`. A parameter that is reached twice
 * (a tied weight) has its first path.
 *
 * `frozen` layers are left out. Private fields (`#weight`) and variables captured by functions
 * cannot be seen. An optimizer refuses a step in which a parameter takes part that no optimizer
 * has.
 *
 * @throws ArgumentError if the model is not an object, if two parameters have the same path, or if
 * one was made by another copy of this package.
 */
export function parametersOf(model: object): Map<string, Parameter> {
  return collectParameters('parametersOf', model);
}

/** Returns `parametersOf` a model for another operation, which errors name. */
export function collectParameters(operation: string, model: object): Map<string, Parameter> {
  return collect(operation, model, false, (tensor) => (tensor instanceof Parameter ? tensor : undefined));
}

/**
 * Returns everything that a model keeps, by path: its parameters, those of `frozen` layers
 * included, and the tensors that are not trained, such as running statistics. The tensors of a
 * frozen layer have the paths that they would have without `frozen`.
 *
 * @throws ArgumentError if the model is not an object, if two tensors have the same path, or if one
 * was made by another copy of this package.
 */
export function persistentTensorsOf(model: object): Map<string, PersistentTensor> {
  return collectPersistentTensors('persistentTensorsOf', model);
}

/** Returns `persistentTensorsOf` a model for another operation, which errors name. */
export function collectPersistentTensors(operation: string, model: object): Map<string, PersistentTensor> {
  return collect(operation, model, true, (tensor) =>
    tensor instanceof PersistentTensor ? tensor : undefined,
  );
}

function collect<T extends Tensor>(
  operation: string,
  model: object,
  intoFrozen: boolean,
  select: (tensor: Tensor) => T | undefined,
): Map<string, T> {
  const found = new Map<string, T>();
  visitTensors(operation, model, intoFrozen, (tensor, path) => {
    const selected = select(tensor);
    if (selected === undefined) return;
    // A second tensor of one path would never be trained or saved.
    if (found.has(path)) {
      throw new ArgumentError(
        operation,
        `two tensors of the model have the path '${path}'; rename a field or key that is empty or contains a dot.`,
        { path },
      );
    }
    found.set(path, selected);
  });
  return found;
}
