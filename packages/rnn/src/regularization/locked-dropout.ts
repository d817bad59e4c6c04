import { Dropout, type DropoutOptions, full, multiply, ShapeError, Tensor } from '@tbptt/core';
import { currentScope, describe, formatShape, type OptionNames, requireRange } from '@tbptt/core/operation';
import { requireDrawing } from '../arguments.js';

const NAMES: OptionNames<DropoutOptions> = { random: true, lanes: true };

/**
 * Dropout with one mask for all steps of a window, also called variational (Gal & Ghahramani 2016,
 * arXiv:1512.05287; Merity et al. 2018, arXiv:1708.02182). Inside a step
 * `y[t] = x[t] kept / (1 - probability)`, with a mask `kept` [1, B, D] that is drawn anew by each
 * call. Outside a step, and if the layer is `frozen`, `y = x`.
 *
 * If `truncatedBPTT` runs a window in parts (k2 > k1), each part has its own mask.
 */
export class LockedDropout {
  readonly #dropout: Dropout;

  /**
   * Drops units with the given probability.
   *
   * @throws ArgumentError if the probability is not from 0 to 1, or an option is not valid
   */
  constructor(
    readonly probability: number,
    options: DropoutOptions,
  ) {
    requireDrawing('LockedDropout', options, NAMES);
    requireRange('LockedDropout', 'the probability', probability, { least: 0, most: 1 });
    this.#dropout = new Dropout(probability, options);
  }

  /**
   * x: [T, B, D], of B `lanes` if the option is given. The result has the same shape.
   *
   * @throws ShapeError if x has other axes
   */
  forward(x: Tensor): Tensor {
    if (!(x instanceof Tensor) || x.shape.length !== 3) {
      throw new ShapeError(
        'LockedDropout',
        `the input is ${x instanceof Tensor ? formatShape(x.shape) : describe(x)}; it must be [T, B, D], so that all steps have one mask.`,
      );
    }
    if (currentScope()?.training !== true || this.probability === 0) return x;
    return multiply(x, this.#dropout.forward(full([1, ...x.shape.slice(1)], 1)));
  }
}
