import { ArgumentError } from '../errors.js';
import type { Shape } from '../tensor/shape.js';
import { gain as gainOf } from './gain.js';
import { fans, type Initializer, normal, uniform } from './initializers.js';

/** Options of `heUniform` and `heNormal`. */
export interface HeOptions {
  /** Whose size stays the same from layer to layer: that of activations with `in`, the default, that of gradients with `out`. */
  readonly fan?: 'in' | 'out';
  /** That of `relu`, √2, if not given; `gain('leakyRelu', { negativeSlope })` for leakyRelu. */
  readonly gain?: number;
}

/** Uniform within `±gain √(3 / inputs)`, or `outputs` with `fan: 'out'`; for relu and its kin (He et al. 2015, arXiv:1502.01852). */
export function heUniform(options: HeOptions = {}): Initializer {
  return (shape, random) => uniform(Math.sqrt(3) * deviation('heUniform', shape, options))(shape, random);
}

/** Normal with the deviation `gain / √inputs`, or `outputs` with `fan: 'out'`; for relu and its kin (He et al. 2015, arXiv:1502.01852). */
export function heNormal(options: HeOptions = {}): Initializer {
  return (shape, random) => normal(deviation('heNormal', shape, options))(shape, random);
}

function deviation(
  operation: string,
  shape: Shape,
  { fan = 'in', gain = gainOf('relu') }: HeOptions,
): number {
  if (fan !== 'in' && fan !== 'out') {
    throw new ArgumentError(operation, `there is no fan '${String(fan)}'; it must be 'in' or 'out'.`);
  }
  const { inputs, outputs } = fans(operation, shape);
  return gain / Math.sqrt(Math.max(1, fan === 'in' ? inputs : outputs));
}
