import { describe, expect, test } from 'vitest';
import { ReferenceKernels } from '../kernels/reference-kernels.js';
import type { Address } from '../memory/block-allocator.js';
import { LinearMemory } from '../memory/linear-memory.js';
import { failuresOf } from './failures-of.js';
import { KERNEL_CASES, kernelContract } from './kernel-contract.js';

const reference = new ReferenceKernels(new LinearMemory('double'));

const brokenBy = (candidate: ReferenceKernels) =>
  failuresOf((runner) => kernelContract(runner, candidate, reference));

class Forgetful extends ReferenceKernels {
  override sumAxis(x: Address, outer: number, axis: number, inner: number, y: Address): void {
    super.sumAxis(x, outer, axis, inner, y, false);
  }
}

class Overhasty extends ReferenceKernels {
  override scatterAddRows(dy: Address, ids: Address, rows: number, columns: number, dtable: Address): void {
    super.scatterAddRows(dy, ids, rows, columns, dtable);
    if (columns === 17) this.memory.clear(dtable + (3 * columns + 2) * this.memory.elementBytes, 1);
  }
}

class Careless extends ReferenceKernels {
  override softmax(x: Address, rows: number, columns: number, y: Address): void {
    const numbers = this.memory.view(x, rows * columns);
    super.softmax(x, rows, columns, y);
    if (x !== y) numbers.fill(0);
  }
}

class Imprecise extends ReferenceKernels {
  override sumOfSquares(x: Address, length: number): number {
    return Math.fround(super.sumOfSquares(x, length));
  }
}

describe('the contract of kernels', () => {
  test('is kept by the reference in single precision', () => {
    expect(brokenBy(new ReferenceKernels(new LinearMemory('single')))).toEqual({});
  });

  test('has cases for every kernel of the interface', () => {
    for (const cases of Object.values(KERNEL_CASES)) expect(cases.length).toBeGreaterThan(10);
    expect(new Set(Object.keys(KERNEL_CASES))).toEqual(
      new Set(
        Object.getOwnPropertyNames(ReferenceKernels.prototype).filter((name) => name !== 'constructor'),
      ),
    );
  });

  test.each([
    [Forgetful, 'sumAxis', /sumAxis of \[1, 0, 1\], accumulating: y\[\d\] is 0, but -?0\.\d+ is expected/],
    [
      Overhasty,
      'scatterAddRows',
      /scatterAddRows of 0 rows of 17: dtable\[\d+\] is 0, but 12345 is expected/,
    ],
    [Careless, 'softmax', /softmax of \[1, 1\] ordinary logits: x\[5\] is 0, but /],
    [Imprecise, 'sumOfSquares', /sumOfSquares of 1 numbers of size 1: what it returns\[0\] is /],
  ])('is broken by %O, and says where', (Faulty, kernel, message) => {
    const failures = brokenBy(new Faulty(new LinearMemory('single')));
    expect(Object.keys(failures)).toEqual([`agree with the reference ones in ${kernel}`]);
    expect(Object.values(failures)[0]).toMatch(message);
  });
});
