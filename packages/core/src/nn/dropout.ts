import { currentScope } from '../autodiff/scope.js';
import * as scalar from '../equation/build.js';
import { equation } from '../equation/equation.js';
import { ArgumentError } from '../errors.js';
import { applyEquation } from '../ops/apply.js';
import type { Random } from '../random/random.js';
import type { Tensor } from '../tensor/tensor.js';
import { tensorOf } from '../tensor/tensor.js';

/** Options of `Dropout`. */
export interface DropoutOptions {
  /** Where the masks are drawn from: one number for each element, in row-major order. */
  readonly random: Random;
}

const dropped = equation('dropout', { arrays: ['x', 'kept'], uniforms: ['scale'] }, ({ x, kept, scale }) => ({
  y: scalar.mul(x, scalar.mul(kept, scale)),
}));

/**
 * Inside a step, `y = x kept / (1 - probability)` with a mask `kept` of 0 and 1, drawn anew at each use, that is 0 with that probability:
 * inverted dropout, whose expectation is `x` (Srivastava et al. 2014, JMLR 15:1929). Outside a step, and where the layer is `frozen`, `y = x`.
 *
 * The masks are whole numbers of the generator compared with a threshold, so a seed gives the same on every machine.
 */
export class Dropout {
  readonly #random: Random;

  /** Drops elements with that probability, from 0 to 1; an `ArgumentError` otherwise. */
  constructor(
    readonly probability: number,
    { random }: DropoutOptions,
  ) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new ArgumentError(
        'Dropout',
        `the probability is ${probability}; it must be a number from 0 to 1, the share of elements that are dropped.`,
      );
    }
    this.#random = random;
  }

  /** x: [...]; the result has the same shape. */
  forward(x: Tensor): Tensor {
    if (currentScope()?.training !== true || this.probability === 0) return x;
    const threshold = this.probability * 2 ** 32;
    const kept = new Float32Array(x.size);
    for (let i = 0; i < kept.length; i++) kept[i] = this.#random.uint32() < threshold ? 0 : 1;
    const scale = this.probability === 1 ? 0 : 1 / (1 - this.probability);
    return applyEquation(dropped, { x, kept: tensorOf(x.shape, kept) }, { scale }).y;
  }
}
