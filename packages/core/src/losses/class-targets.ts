import { describe } from '../arguments.js';
import { equal, select } from '../equation/build.js';
import { equation } from '../equation/equation.js';
import { ArgumentError, ShapeError } from '../errors.js';
import { applyEquation } from '../ops/apply.js';
import { multiply } from '../ops/arithmetic.js';
import { gather } from '../ops/gather.js';
import { reshape } from '../ops/rearrange.js';
import { total } from '../ops/scaled-sum.js';
import { type Indices, requireBelow, requireIndices } from '../tensor/indices.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { formatShape, type Shape, sameShape } from '../tensor/shape.js';
import { numbersOf, type Tensor, tensor } from '../tensor/tensor.js';
import { type LossOptions, type Reduction, requireReduction } from './reduction.js';

/** The target of a position that is not counted, such as one after the end of a text. */
export const IGNORED = -1;

/** Options of the losses whose targets are classes. */
export interface ClassLossOptions extends LossOptions {
  /** `[V]` The weight of each class. It is a constant: no gradient flows to it. Default: 1. */
  readonly weight?: Tensor;
  /** The target of positions that are not counted. Default: `IGNORED` (-1). */
  readonly ignoredIndex?: number;
}

const mask = equation('ignored positions', { arrays: ['score', 'counted'] }, ({ score, counted }) => ({
  y: select(equal(counted, 0), 0, score),
}));

/** The checked targets of a loss over V classes. */
export class ClassTargets {
  /** The number of classes, V. */
  readonly classes: number;
  /** `[V]`, as a constant. */
  readonly weight: Tensor | undefined;
  readonly #targets: Indices;
  readonly #ignored: number;

  /** `scores`: `[..., V]`, called `what` in messages. `targets`: `[...]`. */
  constructor(
    operation: string,
    what: string,
    scores: Tensor,
    targets: Indices,
    { reduction = 'mean', weight, ignoredIndex = IGNORED }: ClassLossOptions,
  ) {
    requireTensor(operation, `the ${what}`, scores);
    requireIndices(operation, 'the targets', targets);
    requireReduction(operation, reduction);
    if (weight !== undefined) requireTensor(operation, 'the weight', weight);
    const classes = scores.shape.at(-1) ?? 0;
    if (!isWithoutLast(targets.shape, scores.shape)) {
      throw new ShapeError(
        operation,
        `the ${what} are ${formatShape(scores.shape)}, the targets ${formatShape(targets.shape)}; ` +
          `the targets must have the shape of the ${what} without its last axis.`,
        { [what]: scores.shape, targets: targets.shape },
      );
    }
    if (weight !== undefined && !sameShape(weight.shape, [classes])) {
      throw new ShapeError(
        operation,
        `the weight is ${formatShape(weight.shape)}, the ${what} ${formatShape(scores.shape)}; ` +
          `the weight must be [${classes}], a number for each class.`,
        { weight: weight.shape, [what]: scores.shape },
      );
    }
    if (!Number.isInteger(ignoredIndex)) {
      throw new ArgumentError(
        operation,
        `the ignoredIndex is ${describe(ignoredIndex)}; it must be a whole number.`,
        { ignoredIndex },
      );
    }
    requireBelow(operation, targets, classes, ignoredIndex);
    this.classes = classes;
    this.#targets = targets;
    this.#ignored = ignoredIndex;
    this.weight = weight && tensor(weight.shape, numbersOf(weight));
  }

  /** The targets, with -1 for those that are ignored. */
  get marked(): Int32Array {
    const { data } = this.#targets;
    return this.#ignored < 0 ? data : data.map((target) => (target === this.#ignored ? -1 : target));
  }

  /** The sum of the weights of all counted positions, by which a mean divides. */
  get total(): number {
    const { data } = this.#targets;
    let total = 0;
    for (let row = 0; row < data.length; row++) {
      const target = data[row] as number;
      if (target !== this.#ignored) total += this.#weightOf(target);
    }
    return total;
  }

  /** `[...]` The weight of the target's class at each position, 0 if it is ignored. */
  get weights(): Tensor {
    return this.#numbers((target) => this.#weightOf(target));
  }

  /** `[...]` 1 for each counted position, 0 for each ignored one. */
  get counted(): Tensor {
    return this.#numbers(() => 1);
  }

  /**
   * Returns, as `[...]`, the number in `scores` (`[..., V]`) of the target at each position, and
   * any number at ignored positions.
   */
  pick(scores: Tensor): Tensor {
    const { shape, data } = this.#targets;
    const places = data.map((target, row) => row * this.classes + (target === this.#ignored ? 0 : target));
    return reshape(gather(reshape(scores, [scores.size, 1]), { shape, data: places }), shape);
  }

  /**
   * Returns `scores` (`[..., V]`) with 0 for all numbers of positions at which `numbers` (`[...]`)
   * is 0. What is NaN or infinite at such a position then reaches no gradient.
   */
  masked(scores: Tensor, numbers: Tensor): Tensor {
    if (!numbersOf(numbers).includes(0)) return scores;
    const counted = reshape(numbers, [...numbers.shape, 1]);
    return applyEquation(mask, { score: scores, counted }, {}).y;
  }

  /** Reduces the losses of all positions. The mean divides by the sum of their weights. */
  reduce(losses: Tensor, reduction: Reduction = 'mean'): Tensor {
    if (reduction === 'none') return losses;
    return reduction === 'mean' ? multiply(total(losses), 1 / this.total) : total(losses);
  }

  #weightOf(target: number): number {
    return this.weight === undefined ? 1 : (numbersOf(this.weight)[target] as number);
  }

  #numbers(ofTarget: (target: number) => number): Tensor {
    const { shape, data } = this.#targets;
    return tensor(
      shape,
      Float64Array.from(data, (target) => (target === this.#ignored ? 0 : ofTarget(target))),
    );
  }
}

/** Returns whether a shape is another one without its last axis. */
function isWithoutLast(shape: Shape, whole: Shape): boolean {
  if (shape.length !== whole.length - 1) return false;
  for (let axis = 0; axis < shape.length; axis++) if (shape[axis] !== whole[axis]) return false;
  return true;
}
