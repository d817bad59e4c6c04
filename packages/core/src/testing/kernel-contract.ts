import type { Kernels } from '../kernels/kernels.js';
import { pointwiseCases } from '../kernels/pointwise/pointwise.cases.js';
import { productCases } from '../kernels/product/product.cases.js';
import { copyBlocksCases } from '../kernels/rows/copy-blocks.cases.js';
import { extremeRowsCases } from '../kernels/rows/extreme-rows.cases.js';
import { gatherRowsCases } from '../kernels/rows/gather-rows.cases.js';
import { logSoftmaxCases } from '../kernels/rows/log-softmax.cases.js';
import { moveNumbersCases } from '../kernels/rows/move-numbers.cases.js';
import { normCases } from '../kernels/rows/norms.cases.js';
import { ofColumnsCases } from '../kernels/rows/of-columns.cases.js';
import { runningSumsCases } from '../kernels/rows/running-sums.cases.js';
import { softmaxCases } from '../kernels/rows/softmax.cases.js';
import { softmaxCrossEntropyCases } from '../kernels/rows/softmax-cross-entropy.cases.js';
import { spreadAxisCases } from '../kernels/rows/spread-axis.cases.js';
import { standardizeRowsCases } from '../kernels/rows/standardize-rows.cases.js';
import { sumAxisCases } from '../kernels/rows/sum-axis.cases.js';
import { transposeCases } from '../kernels/rows/transpose.cases.js';
import { windowCases } from '../kernels/rows/windows.cases.js';
import { expectClose } from './close.js';
import type { KernelCase, KernelCases } from './kernel-case.js';
import { Stage } from './stage.js';

/** Every kernel, by family, with the uses that the contract compares. */
const FAMILIES: readonly KernelCases[] = [
  pointwiseCases,
  productCases,
  sumAxisCases,
  spreadAxisCases,
  normCases,
  softmaxCases,
  ofColumnsCases,
  logSoftmaxCases,
  standardizeRowsCases,
  softmaxCrossEntropyCases,
  gatherRowsCases,
  transposeCases,
  moveNumbersCases,
  extremeRowsCases,
  runningSumsCases,
  windowCases,
  copyBlocksCases,
];

/** The uses of each kernel that the contract compares. */
export const KERNEL_CASES: KernelCases = Object.fromEntries(
  FAMILIES.flatMap((cases) => Object.entries(cases)),
);

/** What the suite needs of a test runner: vitest, node:test and jest have it. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly test: (name: string, body: () => void) => unknown;
}

/**
 * The contract of a set of kernels: from the same operands each kernel gives what the reference
 * gives, at sizes around whole vectors, wherever arrays start, writing nothing beside its results.
 * The sets may lie over one memory or two, of whatever precision.
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

/** The same for two sets that must agree in every bit, such as those of one thread and of several. */
export function sameBitsContract(
  { describe, test }: TestRunner,
  candidate: Kernels,
  reference: Kernels,
): void {
  describe(`the ${candidate.variant} kernels`, () => {
    for (const [kernel, cases] of Object.entries(KERNEL_CASES)) {
      test(`have the bits of the ${reference.variant} ones in ${kernel}`, () => {
        for (const { name, run } of cases) {
          compare(kernel, { name, run, tolerance: { relative: 0, absolute: 0 } }, candidate, reference);
        }
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
    run(stage);
    const arrays = stage.arrays();
    kernels.memory.arena.release(mark);
    return arrays;
  });
  for (const [index, { name: array, numbers }] of (expected ?? []).entries()) {
    expectClose(actual?.[index]?.numbers ?? [], numbers, {
      ...tolerance,
      name: `${kernel} ${name}: ${array}`,
    });
  }
}
