import type { PersistentTensor } from '../tensor/persistent-tensor.js';

/** One layer of a recurrent PyTorch module, in one direction. */
export interface TorchRun {
  /** Name of the cell, for messages. */
  readonly name: string;
  /** The PyTorch module of the same equation, such as `nn.LSTM`. Undefined if PyTorch has none. */
  readonly module: string | undefined;
  /**
   * The tensors in PyTorch's order, by PyTorch's names without the suffix: `weight_ih`, not
   * `weight_ih_l0`. PyTorch stores matrices transposed.
   */
  readonly weights: Readonly<Record<string, PersistentTensor | undefined>>;
}

/** Layers that read in different directions, the forward one first. */
export interface TorchDirections {
  /** Name of the layer, for messages. */
  readonly name: string;
  readonly directions: readonly object[];
}

/** Layers one above the other, the lowest first. */
export interface TorchLevels {
  /** Name of the layer, for messages. */
  readonly name: string;
  readonly levels: readonly object[];
  /**
   * The reason why no single PyTorch module corresponds to these layers, as the end of a message.
   * Undefined if one does.
   */
  readonly obstacle?: string | undefined;
}

/**
 * A layer that corresponds to a recurrent PyTorch module, or to a part of one. `toTorch` derives
 * the members of the module from it, so layers that are only trained do not carry that code.
 */
export interface TorchRecurrent {
  /** Describes the layer as a run, as two directions or as levels. */
  torchRecurrent(): TorchRun | TorchDirections | TorchLevels;
}
