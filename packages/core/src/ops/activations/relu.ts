import { lessOrEqual, select } from '../../equation/build.js';
import type { Tensor } from '../../tensor/tensor.js';
import { pointwise } from '../unary.js';

/** Computes `max(x, 0)`, element by element. Its gradient at 0 is 0 (Nair & Hinton 2010). */
export const relu: (x: Tensor) => Tensor = pointwise('relu', (x) => select(lessOrEqual(x, 0), 0, x));
