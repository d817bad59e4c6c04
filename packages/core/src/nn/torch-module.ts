import type { PersistentTensor } from '../tensor/persistent-tensor.js';

/**
 * How PyTorch stores a tensor: `same` as ours, `transposed` (rows and columns exchanged), or as a
 * `count`, a whole number of 64 bits.
 */
export type TorchLayout = 'same' | 'transposed' | 'count';

/** A tensor of a model, and how PyTorch stores it. */
export interface TorchTensor {
  readonly tensor: PersistentTensor;
  /** Only a matrix can be `transposed`. */
  readonly layout: TorchLayout;
  /**
   * Tensors of the same shape that PyTorch stores behind this one in one tensor, along the first axis
   * of its layout, such as the three weights of an attention in `in_proj_weight`. Default: none.
   */
  readonly followedBy?: readonly PersistentTensor[];
}

/**
 * The members of a PyTorch module by PyTorch's names. A member is a tensor that PyTorch stores as
 * ours, a `TorchTensor` of another layout, or a module. A module need not have tensors. Members
 * that are undefined are left out.
 */
export type TorchMembers = Readonly<Record<string, TorchTensor | object | undefined>>;

/**
 * A layer whose tensors have other names in PyTorch than its fields, or another layout.
 *
 * ```ts
 * class Twice {
 *   readonly inner = new Linear(2, 2, { random });
 *   readonly scale = parameter(zeros([2, 3])); // `gain` of the Python class, [3, 2]
 *   torchMembers() {
 *     return { inner: this.inner, gain: { tensor: this.scale, layout: 'transposed' } };
 *   }
 * }
 * ```
 */
export interface TorchModule {
  /** Returns the members of the PyTorch module that corresponds to this layer. */
  torchMembers(): TorchMembers;
}
