import { requireRange } from '../arguments.js';
import { allocateFloats } from '../tensor/numbers.js';
import { tensorOf } from '../tensor/tensor.js';
import { fans, type Initializer } from './initializers.js';

/**
 * Makes a matrix with `gain` on its diagonal and 0 elsewhere, which passes its input on unchanged
 * as far as the shape allows. As recurrent weight with relu, it lets a network remember (Le et al.
 * 2015, arXiv:1504.00941).
 *
 * @param gain Default: 1.
 * @throws ArgumentError if the gain is not a finite number.
 */
export function identity(gain = 1): Initializer {
  requireRange('identity', 'gain', gain, {});
  return (shape) => {
    const { inputs: rows, outputs: columns } = fans('identity', shape);
    const numbers = allocateFloats('identity', shape);
    for (let i = 0; i < Math.min(rows, columns); i++) numbers[i * columns + i] = gain;
    return tensorOf(Object.freeze([rows, columns]), numbers);
  };
}
