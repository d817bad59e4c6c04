import * as scalar from '../../equation/build.js';
import type { Tensor } from '../../tensor/tensor.js';
import { pointwise } from '../unary.js';

/** Computes the hyperbolic tangent, element by element. Its gradient is `1 - tanh²`. */
export const tanh: (x: Tensor) => Tensor = pointwise('tanh', scalar.tanh);
