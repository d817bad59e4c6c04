import { expect, test } from 'vitest';
import { LinearMemory } from '../memory/linear-memory.js';
import { GeneratedKernels } from './generated-kernels.js';
import type { Matrix, PreparedMatrix } from './matrix.js';
import { ReferenceKernels } from './reference-kernels.js';
import { findDisagreement } from './self-check.js';

/** Kernels whose products of more than 30 columns miss one term. */
class FaultyKernels extends GeneratedKernels {
  override multiply(a: Matrix, b: Matrix | PreparedMatrix, c: Matrix, accumulate: boolean): void {
    super.multiply(a, b, c, accumulate);
    if (c.columns <= 30) return;
    const { floats } = this.memory;
    const last = this.memory.indexOf(c.address) + c.rows * c.columns - 1;
    floats[last] = (floats[last] as number) + 0.01 * (1 + Math.abs(floats[last] as number));
  }
}

test('sound kernels agree with the reference, tiles of any width included', () => {
  const memory = new LinearMemory('single');
  const reference = new ReferenceKernels(memory);
  expect(findDisagreement(new GeneratedKernels(memory, 'strict'), reference)).toBeUndefined();
  expect(findDisagreement(new GeneratedKernels(memory, 'strict', { wide: true }), reference)).toBeUndefined();
});

test('faulty kernels are found, and what they compute wrongly is named', () => {
  const memory = new LinearMemory('single');
  const faulty = new FaultyKernels(memory, 'strict');
  expect(findDisagreement(faulty, new ReferenceKernels(memory))).toBe('a product of 1 x 64 and 64 x 100');
});

test('the check leaves the arena as it was', () => {
  const memory = new LinearMemory('single');
  const before = memory.arena.mark();
  findDisagreement(new GeneratedKernels(memory, 'strict'), new ReferenceKernels(memory));
  expect(memory.arena.mark()).toEqual(before);
});
