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
import { drawKept, type LanesOfAll, requireLanesOfAll } from './draw-kept.js';

/** Options of `Dropout`. */
export interface DropoutOptions {
  /** Draws the masks, one number for each element in row-major order. */
  readonly random: Random;
  /**
   * The lanes of this process, if several processes train one model. The input is then `[..., B,
   * D]`, and masks are those that one process draws for all lanes, provided that the generators of
   * all processes have the same state. Default: one process has all lanes.
   */
  readonly lanes?: LanesOfAll;
}

const OPTIONS: OptionNames<DropoutOptions> = { random: true, lanes: true };

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
  readonly #lanes: LanesOfAll | undefined;

  /**
   * @param probability the share of elements that are dropped
   * @throws ArgumentError if the probability is not from 0 to 1, if `random` is missing, or if
   * `lanes` are no lanes of a process.
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
    requireLanesOfAll('Dropout', options.lanes);
    this.#random = options.random;
    this.#lanes = options.lanes;
  }

  /**
   * x: `[...]`. The result has the same shape.
   *
   * @throws ShapeError with `lanes`, in a step, if the axis before the last is not that of the
   * lanes.
   */
  forward(x: Tensor): Tensor {
    requireTensor('Dropout', 'the input', x);
    const scope = currentScope();
    if (scope?.training !== true || this.probability === 0) return x;
    scope.noteDraws(this.#random);
    const kept = drawKept('Dropout', x.shape, this.probability, this.#random, this.#lanes);
    const scale = this.probability === 1 ? 0 : 1 / (1 - this.probability);
    return applyEquation(dropped, { x, kept: tensorOf(x.shape, kept) }, { scale }).y;
  }
}
