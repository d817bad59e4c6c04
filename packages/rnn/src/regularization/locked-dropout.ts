import { Dropout, type DropoutOptions, full, multiply, type Tensor } from '@tbptt/core';
import { currentScope } from '@tbptt/core/operation';

/**
 * Dropout with one mask for all steps of a window, also called variational (Gal & Ghahramani 2016, arXiv:1512.05287; Merity et al. 2018,
 * arXiv:1708.02182): inside a step `y[t] = x[t] kept / (1 - probability)`, the mask `kept` [1, B, D] drawn anew at each use. Outside a step, and where it is
 * `frozen`, `y = x`.
 *
 * A use is a call: where `truncatedBPTT` runs a window in parts (k2 > k1), each part has its own mask.
 */
export class LockedDropout {
  readonly #dropout: Dropout;

  /** Drops units with that probability, from 0 to 1; an `ArgumentError` otherwise. */
  constructor(
    readonly probability: number,
    options: DropoutOptions,
  ) {
    this.#dropout = new Dropout(probability, options);
  }

  /** x: [T, B, D]; the result has the same shape. */
  forward(x: Tensor): Tensor {
    if (currentScope()?.training !== true || this.probability === 0) return x;
    return multiply(x, this.#dropout.forward(full([1, ...x.shape.slice(1)], 1)));
  }
}
