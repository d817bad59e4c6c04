import { generateLogSoftmax } from '../generated/log-softmax.js';
import { logSoftmax, logSoftmaxGradient } from '../reference/log-softmax.js';
import { familyOfRows } from './of-rows.js';

/**
 * The logarithm of softmax, stable. Forward: `y[r, :] = log(softmax(x[r, :]))`; backward: `dx[r, j] += dy[r, j] - exp(y[r, j]) Σ_k dy[r, k]`.
 */
export const logSoftmaxKernels = familyOfRows(
  'logSoftmax',
  { forward: logSoftmax, backward: logSoftmaxGradient },
  ({ wasm, rounding }) => {
    const generated = generateLogSoftmax(wasm, rounding);
    return { forward: generated.logSoftmax, backward: generated.logSoftmaxGradient };
  },
);
