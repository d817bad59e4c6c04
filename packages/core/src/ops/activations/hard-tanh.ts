import { type OptionNames, requireNumber, requireOptions } from '../../arguments.js';
import { lessOrEqual, select } from '../../equation/build.js';
import { equation } from '../../equation/equation.js';
import { ArgumentError } from '../../errors.js';
import type { Tensor } from '../../tensor/tensor.js';
import { applyEquation } from '../apply.js';

const definition = equation(
  'hardTanh',
  { arrays: ['x'], uniforms: ['minVal', 'maxVal'] },
  ({ x, minVal, maxVal }) => ({
    y: select(lessOrEqual(x, minVal), minVal, select(lessOrEqual(maxVal, x), maxVal, x)),
  }),
);

/** Options of `hardTanh`. */
export interface HardTanhOptions {
  /** The smallest result. Default: -1. */
  readonly minVal?: number;
  /** The largest result, which is at least `minVal`. Default: 1. */
  readonly maxVal?: number;
}

const OPTIONS: OptionNames<HardTanhOptions> = { minVal: true, maxVal: true };

/**
 * Computes `min(max(x, minVal), maxVal)`, element by element. The gradient is 1 strictly between
 * the two, and 0 elsewhere (Collobert 2004).
 *
 * @throws ArgumentError if `x` is not a tensor, `minVal` is above `maxVal`, or an option is
 * unknown.
 */
export function hardTanh(x: Tensor, options: HardTanhOptions = {}): Tensor {
  requireOptions('hardTanh', options, OPTIONS);
  const { minVal = -1, maxVal = 1 } = options;
  requireNumber('hardTanh', 'minVal', minVal);
  requireNumber('hardTanh', 'maxVal', maxVal);
  if (!(minVal <= maxVal)) {
    throw new ArgumentError(
      'hardTanh',
      `minVal is ${minVal}, maxVal ${maxVal}; minVal must not be above maxVal.`,
      { minVal, maxVal },
    );
  }
  return applyEquation(definition, { x }, { minVal, maxVal }).y;
}
