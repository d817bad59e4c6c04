import { describe, expect, test } from 'vitest';
import type { KernelFamily } from '../kernels/kernel-family.js';
import { ReferenceKernels } from '../kernels/reference-kernels.js';
import { gatherRowsKernels } from '../kernels/rows/gather-rows.js';
import { normKernels } from '../kernels/rows/norms.js';
import { softmaxKernels } from '../kernels/rows/softmax.js';
import { sumAxisKernels } from '../kernels/rows/sum-axis.js';
import { LinearMemory } from '../memory/linear-memory.js';
import { failuresOf } from './failures-of.js';
import { KERNEL_CASES, kernelContract } from './kernel-contract.js';

const reference = new ReferenceKernels(new LinearMemory('double'));

const brokenBy = (candidate: ReferenceKernels) =>
  failuresOf((runner) => kernelContract(runner, candidate, reference));

/** The reference, but for some functions of one family. */
function faulty<F extends object>(
  family: KernelFamily<F>,
  change: (right: F, memory: LinearMemory) => Partial<F>,
) {
  return class extends ReferenceKernels {
    override of<G extends object>(asked: KernelFamily<G>): G {
      const right = super.of(asked);
      const isChanged: boolean = asked.name === family.name;
      return isChanged ? { ...right, ...change(super.of(family), this.memory) } : right;
    }
  };
}

const forgetful = faulty(sumAxisKernels, ({ sumAxis }) => ({
  sumAxis: (x, outer, axis, inner, y) => sumAxis(x, outer, axis, inner, y, false),
}));

const overhasty = faulty(gatherRowsKernels, ({ scatterAddRows }, memory) => ({
  scatterAddRows(dy, ids, rows, columns, dtable) {
    scatterAddRows(dy, ids, rows, columns, dtable);
    if (columns === 17) memory.clear(dtable + (3 * columns + 2) * memory.elementBytes, 1);
  },
}));

const careless = faulty(softmaxKernels, ({ forward }, memory) => ({
  forward(x, rows, columns, y) {
    const numbers = memory.view(x, rows * columns);
    forward(x, rows, columns, y);
    if (x !== y) numbers.fill(0);
  },
}));

const imprecise = faulty(normKernels, ({ totals }, memory) => ({
  totals(x, rows, columns, order, sums) {
    totals(x, rows, columns, order, sums);
    memory.doubles[sums / 8] = Math.fround(memory.doubles[sums / 8] as number);
  },
}));

describe('the contract of kernels', () => {
  test('is kept by the reference in single precision', () => {
    expect(brokenBy(new ReferenceKernels(new LinearMemory('single')))).toEqual({});
  });

  test('has cases for every kernel', () => {
    for (const cases of Object.values(KERNEL_CASES)) expect(cases.length).toBeGreaterThan(10);
  });

  test.each([
    [forgetful, 'sumAxis', /sumAxis of \[1, 0, 1\], accumulating: y\[\d\] is 0, but -?0\.\d+ is expected/],
    [
      overhasty,
      'scatterAddRows',
      /scatterAddRows of 0 rows of 17: dtable\[\d+\] is 0, but 12345 is expected/,
    ],
    [careless, 'softmax', /softmax of \[1, 1\] ordinary logits: x\[5\] is 0, but /],
    [imprecise, 'totals', /totals of 1 x 1 numbers of size 1, order 2: totals\[5\] is /],
  ])('is broken by one that is wrong in %2$s, and says where', (Faulty, kernel, message) => {
    const failures = brokenBy(new Faulty(new LinearMemory('single')));
    expect(Object.keys(failures)).toEqual([`agree with the reference ones in ${kernel}`]);
    expect(Object.values(failures)[0]).toMatch(message);
  });
});
