import { abs, add, div, max, min } from '../../equation/build.js';
import type { Tensor } from '../../tensor/tensor.js';
import { pointwise } from '../unary.js';

/**
 * At this number the result is 1 and the gradient 0, in double precision too. Infinity over
 * infinity would be NaN.
 */
const FAR = 1e30;

/** Computes `x / (1 + |x|)`, element by element (Bergstra et al. 2009). */
export const softsign: (x: Tensor) => Tensor = pointwise('softsign', (x) => {
  const within = max(-FAR, min(FAR, x));
  return div(within, add(1, abs(within)));
});
