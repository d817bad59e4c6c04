import { generateSoftmax } from '../generated/softmax.js';
import { softmax, softmaxGradient } from '../reference/softmax.js';
import { familyOfRows } from './of-rows.js';

/**
 * Softmax, stable. Forward: `y[r, :] = softmax(x[r, :])`; backward: `dx[r, j] += y[r, j] (dy[r, j] - Σ_k dy[r, k] y[r, k])`.
 */
export const softmaxKernels = familyOfRows(
  'softmax',
  { forward: softmax, backward: softmaxGradient },
  ({ wasm, rounding }) => {
    const generated = generateSoftmax(wasm, rounding);
    return { forward: generated.softmax, backward: generated.softmaxGradient };
  },
);
