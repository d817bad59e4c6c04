import { requireRange } from '../arguments.js';
import { ArgumentError } from '../errors.js';
import { reshape } from '../ops/rearrange.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { formatShape, normalizedAxis, sizeOf } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * Joins neighboring axes into one, by default all but the first: `[N, C, height, width]` becomes
 * `[N, C * height * width]`. Nothing is copied.
 */
export class Flatten {
  /**
   * @param first the first of the axes. Default: 1.
   * @param last the last of the axes. Default: -1.
   * @throws ArgumentError if an axis is not a whole number.
   */
  constructor(
    readonly first: number = 1,
    readonly last: number = -1,
  ) {
    requireRange('Flatten', 'the first axis', first, { whole: true });
    requireRange('Flatten', 'the last axis', last, { whole: true });
  }

  /**
   * @throws ArgumentError if the last axis comes before the first.
   * @throws ShapeError if `x` has no such axes.
   */
  forward(x: Tensor): Tensor {
    requireTensor('Flatten', 'the input', x);
    const first = normalizedAxis('Flatten', x.shape, this.first);
    const last = normalizedAxis('Flatten', x.shape, this.last);
    if (last < first) {
      throw new ArgumentError(
        'Flatten',
        `the axes ${this.first} to ${this.last} of ${formatShape(x.shape)} are no range; the first must not come after the last.`,
        { first: this.first, last: this.last },
      );
    }
    const joined = sizeOf(x.shape.slice(first, last + 1));
    return reshape(x, x.shape.toSpliced(first, last - first + 1, joined));
  }
}
