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
  /** The least result; -1 if not given. */
  readonly minVal?: number;
  /** The greatest result, not below `minVal`; 1 if not given. */
  readonly maxVal?: number;
}

/** `min(max(x, minVal), maxVal)`, element by element; its gradient is 1 strictly between the two, else 0 (Collobert 2004). */
export function hardTanh(x: Tensor, { minVal = -1, maxVal = 1 }: HardTanhOptions = {}): Tensor {
  if (!(minVal <= maxVal)) {
    throw new ArgumentError(
      'hardTanh',
      `minVal is ${minVal}, maxVal ${maxVal}; minVal must not be above maxVal.`,
    );
  }
  return applyEquation(definition, { x }, { minVal, maxVal }).y;
}
