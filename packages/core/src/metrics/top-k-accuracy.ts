import { requireRange, SIZE } from '../arguments.js';
import { IGNORED } from '../losses/class-targets.js';
import { checkIndices, type Indices, requireIndices } from '../tensor/indices.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { numbersOf, type Tensor } from '../tensor/tensor.js';
import { requireScores } from './counted-targets.js';

/**
 * Counts how often the target is among the `k` classes of the highest scores, over as many batches
 * as are added. Of equal scores the first come first, as in `topK`. Targets `IGNORED` (-1) are not
 * counted.
 */
export class TopKAccuracy {
  /** The number of targets that were counted. */
  total = 0;
  /** The number of these targets that were among the first k. */
  hits = 0;

  /**
   * @param k Default: 1, which is the accuracy.
   * @throws ArgumentError if `k` is not a whole number of at least 1.
   */
  constructor(readonly k = 1) {
    requireRange('TopKAccuracy', 'k', k, SIZE);
  }

  /**
   * Adds a batch of scores `[..., V]` and targets `[...]`.
   *
   * @throws ArgumentError if a target is no class, or an operand of the wrong type.
   * @throws ShapeError if the shapes do not fit.
   */
  add(scores: Tensor, targets: Indices): this {
    requireTensor('TopKAccuracy.add', 'the scores', scores);
    requireIndices('TopKAccuracy.add', 'the targets', targets);
    requireScores('TopKAccuracy.add', scores, targets);
    const classes = scores.shape.at(-1) ?? 0;
    checkIndices('TopKAccuracy.add', targets, classes, IGNORED);
    const numbers = numbersOf(scores);
    targets.data.forEach((target, row) => {
      if (target === IGNORED) return;
      this.total++;
      const own = numbers[row * classes + target] as number;
      let before = 0;
      for (let j = 0; j < classes; j++) {
        const other = numbers[row * classes + j] as number;
        if (other > own || (other === own && j < target) || Number.isNaN(other)) before++;
      }
      if (before < this.k && !Number.isNaN(own)) this.hits++;
    });
    return this;
  }

  /** The share of targets that were among the first k, or NaN if there are no targets. */
  get accuracy(): number {
    return this.hits / this.total;
  }

  /** Forgets all batches. */
  reset(): void {
    this.total = 0;
    this.hits = 0;
  }
}
