import type { GatherRowsKernels } from '../kernels/families/gather-rows.js';
import type { SoftmaxCrossEntropyKernels } from '../kernels/families/softmax-cross-entropy.js';
import type { SpreadAxisKernels } from '../kernels/families/spread-axis.js';
import type { StandardizeRowsKernels } from '../kernels/families/standardize-rows.js';
import type { SumAxisKernels } from '../kernels/families/sum-axis.js';
import type { SumOfSquaresKernels } from '../kernels/families/sum-of-squares.js';
import type { Kernels } from '../kernels/kernels.js';
import { expectClose } from './close.js';
import type { KernelCase } from './kernel-cases/kernel-case.js';
import { multiplyCases, prepareCases } from './kernel-cases/products.js';
import { pointwiseCases } from './kernel-cases/programs.js';
import { gatherRowsCases, scatterAddRowsCases } from './kernel-cases/rows.js';
import {
  logSoftmaxCases,
  logSoftmaxGradientCases,
  lossesAndGradientCases,
  lossesCases,
  softmaxCases,
  softmaxGradientCases,
} from './kernel-cases/softmaxes.js';
import { standardizeRowsCases, standardizeRowsGradientCases } from './kernel-cases/standardized-rows.js';
import { spreadAxisCases, sumAxisCases, sumOfSquaresCases } from './kernel-cases/sums.js';
import { Stage } from './stage.js';

/** Every kernel: those that each set has of itself, and the functions of the families. */
type KernelName =
  | 'pointwise'
  | 'multiply'
  | 'prepare'
  | keyof GatherRowsKernels
  | 'logSoftmax'
  | 'logSoftmaxGradient'
  | keyof SoftmaxCrossEntropyKernels
  | 'softmax'
  | 'softmaxGradient'
  | keyof SpreadAxisKernels
  | keyof StandardizeRowsKernels
  | keyof SumAxisKernels
  | keyof SumOfSquaresKernels;

/** The uses of each kernel that the contract looks at. */
export const KERNEL_CASES: Readonly<Record<KernelName, readonly KernelCase[]>> = {
  pointwise: pointwiseCases,
  multiply: multiplyCases,
  prepare: prepareCases,
  sumAxis: sumAxisCases,
  spreadAxis: spreadAxisCases,
  sumOfSquares: sumOfSquaresCases,
  softmax: softmaxCases,
  softmaxGradient: softmaxGradientCases,
  logSoftmax: logSoftmaxCases,
  logSoftmaxGradient: logSoftmaxGradientCases,
  standardizeRows: standardizeRowsCases,
  standardizeRowsGradient: standardizeRowsGradientCases,
  losses: lossesCases,
  lossesAndGradient: lossesAndGradientCases,
  gatherRows: gatherRowsCases,
  scatterAddRows: scatterAddRowsCases,
};

/** What the suite needs of a test runner: vitest, node:test and jest have it. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly test: (name: string, body: () => void) => unknown;
}

/**
 * The contract of a set of kernels: from the same operands each kernel gives what the reference gives, at sizes around whole vectors, wherever
 * arrays start, writing nothing beside its results. The sets may lie over one memory or two, of whatever precision.
 */
export function kernelContract({ describe, test }: TestRunner, candidate: Kernels, reference: Kernels): void {
  describe(`the ${candidate.variant} kernels`, () => {
    for (const [kernel, cases] of Object.entries(KERNEL_CASES)) {
      test(`agree with the ${reference.variant} ones in ${kernel}`, () => {
        for (const kernelCase of cases) compare(kernel, kernelCase, candidate, reference);
      });
    }
  });
}

function compare(
  kernel: string,
  { name, tolerance, run }: KernelCase,
  candidate: Kernels,
  reference: Kernels,
): void {
  const [expected, actual] = [reference, candidate].map((kernels) => {
    const mark = kernels.memory.arena.mark();
    const stage = new Stage(kernels);
    const returned = run(stage) ?? 0;
    const arrays = stage.arrays();
    kernels.memory.arena.release(mark);
    return [...arrays, { name: 'what it returns', numbers: new Float64Array([returned]) }];
  });
  for (const [index, { name: array, numbers }] of (expected ?? []).entries()) {
    expectClose(actual?.[index]?.numbers ?? [], numbers, {
      ...tolerance,
      name: `${kernel} ${name}: ${array}`,
    });
  }
}
