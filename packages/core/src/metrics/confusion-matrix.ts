import { requireChoice, requireRange, SIZE } from '../arguments.js';
import { HostError } from '../errors.js';
import { IGNORED } from '../losses/class-targets.js';
import type { Indices } from '../tensor/indices.js';
import { type Predicted, predictedClasses } from './counted-targets.js';

/** How an average over classes is taken: the mean over classes, or the ratio of all counts together. */
export type Average = 'macro' | 'micro';

/**
 * Counts which classes were predicted for which, over as many batches as are added. Targets
 * `IGNORED` (-1) are not counted, so streams with padding need nothing else.
 *
 * ```ts
 * const confusion = new ConfusionMatrix(3);
 * for (const [x, targets] of batches) confusion.add(model.forward(x), targets);
 * console.log(confusion.accuracy, confusion.f1('macro'));
 * ```
 */
export class ConfusionMatrix {
  /** Row-major: `counts[target * classes + predicted]`. */
  readonly counts: Float64Array;

  /**
   * @throws ArgumentError if the number of classes is not a whole number of at least 1.
   * @throws HostError if the host has no room for a count of each pair of classes.
   */
  constructor(readonly classes: number) {
    requireRange('ConfusionMatrix', 'the number of classes', classes, SIZE);
    this.counts = zeroCounts(classes);
  }

  /**
   * Adds a batch.
   *
   * @param predicted scores `[..., classes]`, of which the largest is the class, or indices `[...]`.
   * @param targets `[...]`
   * @throws ArgumentError if a class is out of range, or an operand of the wrong type.
   * @throws ShapeError if the shapes do not fit.
   */
  add(predicted: Predicted, targets: Indices): this {
    const found = predictedClasses('ConfusionMatrix.add', predicted, targets, this.classes);
    targets.data.forEach((target, i) => {
      if (target === IGNORED) return;
      const at = target * this.classes + (found.data[i] as number);
      this.counts[at] = (this.counts[at] as number) + 1;
    });
    return this;
  }

  /** Forgets all batches. */
  reset(): void {
    this.counts.fill(0);
  }

  /** The number of targets that were counted. */
  get total(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  /** The share of targets whose class was predicted, or NaN if there are no targets. */
  get accuracy(): number {
    return this.#hits().reduce((sum, count) => sum + count, 0) / this.total;
  }

  /**
   * The share of correct predictions among the predictions of each class. It is 0 for a class that
   * was never predicted.
   */
  get precisions(): number[] {
    const predicted = this.#sums((_, found) => found);
    return this.#hits().map((hits, one) => ratio(hits, predicted[one] as number));
  }

  /**
   * The share of correct predictions among the targets of each class. It is 0 for a class without
   * targets.
   */
  get recalls(): number[] {
    const targets = this.#sums((target) => target);
    return this.#hits().map((hits, one) => ratio(hits, targets[one] as number));
  }

  /** The harmonic mean of precision and recall of each class. */
  get f1s(): number[] {
    const [predicted, targets] = [this.#sums((_, found) => found), this.#sums((target) => target)];
    return this.#hits().map((hits, one) =>
      ratio(2 * hits, (predicted[one] as number) + (targets[one] as number)),
    );
  }

  /**
   * Returns the precision of all classes. `macro` is the mean of `precisions`; `micro` counts all
   * classes together, which is the accuracy.
   *
   * @throws ArgumentError if there is no such average.
   */
  precision(average: Average): number {
    return this.#averaged('precision', average, this.precisions);
  }

  /**
   * Returns the recall of all classes. See `precision`.
   *
   * @throws ArgumentError if there is no such average.
   */
  recall(average: Average): number {
    return this.#averaged('recall', average, this.recalls);
  }

  /**
   * Returns the F1 score of all classes. See `precision`.
   *
   * @throws ArgumentError if there is no such average.
   */
  f1(average: Average): number {
    return this.#averaged('f1', average, this.f1s);
  }

  #averaged(name: string, average: Average, ofClasses: readonly number[]): number {
    requireChoice(`ConfusionMatrix.${name}`, 'average', average, ['macro', 'micro']);
    if (average === 'micro') return this.accuracy;
    return ofClasses.reduce((sum, one) => sum + one, 0) / this.classes;
  }

  #hits(): number[] {
    return Array.from({ length: this.classes }, (_, one) => this.counts[one * (this.classes + 1)] as number);
  }

  #sums(classOf: (target: number, found: number) => number): number[] {
    const sums = Array.from({ length: this.classes }, () => 0);
    this.counts.forEach((count, at) => {
      const one = classOf(Math.floor(at / this.classes), at % this.classes);
      sums[one] = (sums[one] as number) + count;
    });
    return sums;
  }
}

function zeroCounts(classes: number): Float64Array {
  try {
    return new Float64Array(classes * classes);
  } catch (cause) {
    throw new HostError(
      'ConfusionMatrix',
      `there is no room for a count of each pair of ${classes} classes; use fewer classes, or TopKAccuracy.`,
      { classes },
      { cause },
    );
  }
}

/** Returns a share, or 0 if the whole is 0. */
function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
