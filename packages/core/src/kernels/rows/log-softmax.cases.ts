import { DIFFERENCES, type KernelCases } from '../../testing/kernel-case.js';
import { logSoftmaxKernels } from './log-softmax.js';
import { forwardCases, gradientCases } from './of-rows.cases.js';

export const logSoftmaxCases: KernelCases<'logSoftmax' | 'logSoftmaxGradient'> = {
  logSoftmax: forwardCases(logSoftmaxKernels, DIFFERENCES),
  // Also where a probability is 0.
  logSoftmaxGradient: gradientCases(logSoftmaxKernels, (stage, index) =>
    index % 7 === 3 ? Number.NEGATIVE_INFINITY : 4 * stage.random() - 4,
  ),
};
