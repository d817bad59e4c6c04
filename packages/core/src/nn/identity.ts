import { tensorOf } from '../tensor/tensor.js';
import { fans, type Initializer } from './initializers.js';

/**
 * `gain` on the diagonal of a matrix, 0 elsewhere: what goes in comes out unchanged, as far as the shape lets it. For recurrent weights
 * with relu, which then remember (Le et al. 2015, arXiv:1504.00941).
 */
export function identity(gain = 1): Initializer {
  return (shape) => {
    const { inputs: rows, outputs: columns } = fans('identity', shape);
    const numbers = new Float32Array(rows * columns);
    for (let i = 0; i < Math.min(rows, columns); i++) numbers[i * columns + i] = gain;
    return tensorOf(Object.freeze([rows, columns]), numbers);
  };
}
