import type { Tolerance } from '../../testing/close.js';
import type { KernelCases } from '../../testing/kernel-case.js';
import { forwardCases, gradientCases } from './of-rows.cases.js';
import { softmaxKernels } from './softmax.js';

/** Exponentials in (0, 1] to two units in the last place, and their sum. */
const PROBABILITIES: Tolerance = { relative: 2e-6, absolute: 1e-9 };

export const softmaxCases: KernelCases<'softmax' | 'softmaxGradient'> = {
  softmax: forwardCases(softmaxKernels, PROBABILITIES),
  softmaxGradient: gradientCases(softmaxKernels),
};
