import { ArgumentError } from '../errors.js';
import { requireWeight } from '../losses/weighted.js';
import { broadcastTo } from '../ops/broadcast-to.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { requireSameShape } from '../tensor/shape.js';
import { numbersOf, type Tensor } from '../tensor/tensor.js';

/**
 * Measures how far numbers are from their targets, over as many batches as are added, each element
 * with a weight. Elements of the weight 0 are not counted. Sums run in double precision, those of
 * squares around a running mean (West 1979), so that large targets lose no digits.
 */
export class RegressionMetrics {
  /** The sum of the weights. */
  total = 0;
  #absolute = 0;
  #squared = 0;
  #mean = 0;
  #spread = 0;

  /**
   * Adds a batch.
   *
   * @param weight of any shape that broadcasts to the prediction. Default: 1.
   * @throws ArgumentError if an operand is not a tensor, or a weight is negative, NaN or infinite.
   * @throws ShapeError if the shapes differ, or the weight does not broadcast to them.
   */
  add(prediction: Tensor, target: Tensor, weight?: Tensor): this {
    const name = 'RegressionMetrics.add';
    requireTensor(name, 'the prediction', prediction);
    requireTensor(name, 'the target', target);
    requireSameShape(name, 'prediction', prediction.shape, 'target', target.shape);
    if (weight !== undefined) requireWeight(name, weight, prediction);
    const [y, t] = [numbersOf(prediction), numbersOf(target)];
    const weights = weight && numbersOf(broadcastTo(weight, prediction.shape)).slice();
    const wrong = weights?.find((w) => !(w >= 0 && Number.isFinite(w)));
    if (wrong !== undefined) {
      throw new ArgumentError(name, `a weight is ${wrong}; weights must be finite numbers of at least 0.`, {
        weight: wrong,
      });
    }
    for (let i = 0; i < t.length; i++) {
      const w = weights === undefined ? 1 : (weights[i] as number);
      if (w === 0) continue;
      const [value, error] = [t[i] as number, (y[i] as number) - (t[i] as number)];
      this.total += w;
      this.#absolute += w * Math.abs(error);
      this.#squared += w * error ** 2;
      const distance = value - this.#mean;
      this.#mean += (w / this.total) * distance;
      this.#spread += w * distance * (value - this.#mean);
    }
    return this;
  }

  /** `Σ w |y - t| / Σ w` (MAE). */
  get meanAbsoluteError(): number {
    return this.#absolute / this.total;
  }

  /** `Σ w (y - t)² / Σ w` (MSE). */
  get meanSquaredError(): number {
    return this.#squared / this.total;
  }

  /** `√(Σ w (y - t)² / Σ w)` (RMSE). */
  get rootMeanSquaredError(): number {
    return Math.sqrt(this.meanSquaredError);
  }

  /**
   * `1 - Σ w (y - t)² / Σ w (t - mean)²` (R²). It is 1 for a perfect prediction and 0 for a prediction
   * of the mean. If all targets are equal, it is NaN for a perfect prediction and -Infinity for others.
   */
  get rSquared(): number {
    return 1 - this.#squared / this.#spread;
  }

  /** Forgets all batches. */
  reset(): void {
    this.total = 0;
    this.#absolute = 0;
    this.#squared = 0;
    this.#mean = 0;
    this.#spread = 0;
  }
}
