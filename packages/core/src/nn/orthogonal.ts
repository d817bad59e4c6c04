import type { Random } from '../random/random.js';
import { tensorOf } from '../tensor/tensor.js';
import { fans, type Initializer } from './initializers.js';

/**
 * `gain` times a matrix whose columns are orthonormal, or its rows where there are fewer rows: of a square shape all singular
 * values are `gain`, so that repeated products neither vanish nor explode (Saxe et al. 2014, arXiv:1312.6120). Drawn uniformly among all such
 * matrices.
 */
export function orthogonal(gain = 1): Initializer {
  return (shape, random) => {
    const { inputs: rows, outputs: columns } = fans('orthogonal', shape);
    const vectors = orthonormal(Math.min(rows, columns), Math.max(rows, columns), random);
    const element =
      rows >= columns
        ? (row: number, column: number) => vectors[column]?.[row] ?? 0
        : (row: number, column: number) => vectors[row]?.[column] ?? 0;
    const numbers = Float32Array.from(
      { length: rows * columns },
      (_, i) => gain * element(Math.floor(i / columns), i % columns),
    );
    return tensorOf(Object.freeze([rows, columns]), numbers);
  };
}

/**
 * `count` orthonormal vectors of `length` numbers: normal ones after Gram and Schmidt, in double precision, with every projection removed
 * twice so that rounding leaves no trace. Each keeps its direction (the triangular factor's diagonal is positive), which is what makes the
 * distribution uniform (Mezzadri 2007, arXiv:math-ph/0609050).
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
