import { ShapeError } from '../../tensor/errors.js';
import type { PersistentTensor } from '../../tensor/persistent-tensor.js';
import { formatShape } from '../../tensor/shape.js';

/**
 * How PyTorch keeps the numbers of a tensor: `same`, as ours are; `transposed`, rows and columns exchanged; or `count`, as a whole number of 64
 * bits.
 */
export type TorchLayout = 'same' | 'transposed' | 'count';

/** A tensor of a model, and how PyTorch keeps its numbers. */
export class TorchTensor {
  /** `layout` is `same` if not given. Throws `ShapeError` when what PyTorch keeps `transposed` is no matrix. */
  constructor(
    readonly tensor: PersistentTensor,
    readonly layout: TorchLayout = 'same',
  ) {
    if (layout === 'transposed' && tensor.shape.length !== 2) {
      throw new ShapeError(
        'TorchTensor',
        `the tensor is ${formatShape(tensor.shape)}; only a matrix can be transposed.`,
      );
    }
  }
}

/**
 * What a PyTorch module consists of, by PyTorch's names: tensors, which it keeps as ours are unless a `TorchTensor` says how, and other modules,
 * which may have no tensors at all. What is undefined does not exist.
 */
export type TorchMembers = Readonly<Record<string, object | undefined>>;

/**
 * A layer whose tensors PyTorch keeps under other names than those of its fields, or in another layout.
 *
 * ```ts
 * class Twice {
 *   readonly inner = new Linear(2, 2, { random });
 *   readonly scale = parameter(zeros([2, 3])); // what the Python class calls gain, [3, 2]
 *   torchMembers() {
 *     return { inner: this.inner, gain: new TorchTensor(this.scale, 'transposed') };
 *   }
 * }
 * ```
 */
export interface TorchModule {
  torchMembers(): TorchMembers;
}
