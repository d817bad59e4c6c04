import { ShapeError } from '../../errors.js';
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

/** One layer of one of PyTorch's recurrent modules, in one direction. */
export interface TorchRun {
  /** The cell, for messages. */
  readonly name: string;
  /** The PyTorch module of the same equation, `nn.LSTM`; undefined where there is none. */
  readonly module: string | undefined;
  /** The tensors in PyTorch's order, by PyTorch's names without what follows: `weight_ih`, not `weight_ih_l0`. Matrices are kept transposed. */
  readonly weights: Readonly<Record<string, PersistentTensor | undefined>>;
}

/** What is one of PyTorch's recurrent modules, or a part of one. */
export interface TorchRecurrent {
  /** Either a run; or layers that read in different directions, the forward one first; or layers one above the other, with what stands in the way of one module. */
  torchRecurrent():
    | TorchRun
    | { readonly name: string; readonly directions: readonly object[] }
    | { readonly name: string; readonly levels: readonly object[]; readonly obstacle?: string | undefined };
}
