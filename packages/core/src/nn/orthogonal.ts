import { requireRandom, requireRange } from '../arguments.js';
import type { Random } from '../random/random.js';
import { allocateFloats } from '../tensor/numbers.js';
import { tensorOf } from '../tensor/tensor.js';
import { fans, type Initializer } from './initializers.js';

/**
 * Draws `gain` times a matrix with orthonormal columns, or with orthonormal rows if there are fewer
 * rows than columns, uniformly among all such matrices. All singular values are `gain`, so repeated
 * products with a square one neither vanish nor explode (Saxe et al. 2014, arXiv:1312.6120).
 *
 * @param gain Default: 1.
 * @throws ArgumentError if the gain is not a finite number.
 */
export function orthogonal(gain = 1): Initializer {
  requireRange('orthogonal', 'gain', gain, {});
  return (shape, random) => {
    const { inputs: rows, outputs: columns } = fans('orthogonal', shape);
    requireRandom('orthogonal', random);
    const numbers = allocateFloats('orthogonal', shape);
    const vectors = orthonormal(Math.min(rows, columns), Math.max(rows, columns), random);
    const element =
      rows >= columns
        ? (row: number, column: number) => vectors[column]?.[row] ?? 0
        : (row: number, column: number) => vectors[row]?.[column] ?? 0;
    for (let i = 0; i < numbers.length; i++) {
      numbers[i] = gain * element(Math.floor(i / columns), i % columns);
    }
    return tensorOf(Object.freeze([rows, columns]), numbers);
  };
}

/**
 * Returns `count` orthonormal vectors of `length` numbers: vectors of normal numbers,
 * orthogonalized by the Gram-Schmidt process in double precision. Every projection is removed
 * twice, so that no rounding error remains. The diagonal of the triangular factor is positive,
 * which makes the distribution uniform (Mezzadri 2007, arXiv:math-ph/0609050).
 */
function orthonormal(count: number, length: number, random: Random): Float64Array[] {
  const vectors: Float64Array[] = [];
  for (let i = 0; i < count; i++) {
    const vector = Float64Array.from({ length }, () => random.normal());
    for (let pass = 0; pass < 2; pass++) {
      for (const other of vectors) subtractScaled(vector, dot(vector, other), other);
    }
    const norm = Math.sqrt(dot(vector, vector));
    vectors.push(vector.map((number) => number / norm));
  }
  return vectors;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function subtractScaled(a: Float64Array, scale: number, b: Float64Array): void {
  for (let i = 0; i < a.length; i++) a[i] = (a[i] as number) - scale * (b[i] as number);
}
