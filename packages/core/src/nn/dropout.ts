import { describe, isInRange, type OptionNames, requireOptions, requireRandom } from '../arguments.js';
import { currentScope } from '../autodiff/scope.js';
import * as scalar from '../equation/build.js';
import { equation } from '../equation/equation.js';
import { ArgumentError } from '../errors.js';
import { applyEquation } from '../ops/apply.js';
import type { Random } from '../random/random.js';
import { requireTensor } from '../tensor/require-tensor.js';
import type { Tensor } from '../tensor/tensor.js';
import { tensorOf } from '../tensor/tensor.js';

/** Options of `Dropout`. */
export interface DropoutOptions {
  /** Draws the masks, one number for each element in row-major order. */
  readonly random: Random;
}

const OPTIONS: OptionNames<DropoutOptions> = { random: true };

const dropped = equation('dropout', { arrays: ['x', 'kept'], uniforms: ['scale'] }, ({ x, kept, scale }) => ({
  y: scalar.mul(x, scalar.mul(kept, scale)),
}));

/**
 * Inside a step, computes `y = x kept / (1 - probability)` with a mask `kept` of 0 and 1. The mask
 * is drawn anew at each use, and is 0 with the given probability. This is inverted dropout, whose
 * expectation is `x` (Srivastava et al. 2014, JMLR 15:1929). Outside a step, and if the layer is
 * `frozen`, `y = x`.
 *
 * A mask compares whole numbers of the generator with a threshold, so a seed gives the same masks
 * on every machine.
 */
export class Dropout {
  readonly #random: Random;

  /**
   * @param probability the share of elements that are dropped
   * @throws ArgumentError if the probability is not from 0 to 1, or `random` is missing.
   */
  constructor(
    readonly probability: number,
    options: DropoutOptions,
  ) {
    if (!isInRange(probability, { least: 0, most: 1 })) {
      throw new ArgumentError(
        'Dropout',
        `the probability is ${describe(probability)}; it must be a number from 0 to 1, the share of elements that are dropped.`,
        { probability },
      );
    }
    requireOptions('Dropout', options, OPTIONS);
    requireRandom('Dropout', options?.random);
    this.#random = options.random;
  }

  /** x: `[...]`. The result has the same shape. */
  forward(x: Tensor): Tensor {
    requireTensor('Dropout', 'the input', x);
    const scope = currentScope();
    if (scope?.training !== true || this.probability === 0) return x;
    scope.noteDraws(this.#random);
    const threshold = this.probability * 2 ** 32;
    const kept = new Float32Array(x.size);
    for (let i = 0; i < kept.length; i++) kept[i] = this.#random.uint32() < threshold ? 0 : 1;
    const scale = this.probability === 1 ? 0 : 1 / (1 - this.probability);
    return applyEquation(dropped, { x, kept: tensorOf(x.shape, kept) }, { scale }).y;
  }
}
