import type { Tensor } from '@tbptt/core';
import type { Address, ArgumentBlock, Kernels, LinearMemory, PointwiseProgram } from '@tbptt/core/operation';

/**
 * Where a window or a step has its numbers: a scope, whose memory returns with it, or memory that
 * is kept from step to step.
 */
export interface Place {
  readonly memory: LinearMemory;
  readonly kernels: Kernels;
  /** `elements` numbers, their content undefined. */
  allocate(elements: number): Address;
  /** `elements` zeros. */
  allocateZeros(elements: number): Address;
  /** An argument block for a program. */
  blockFor(program: PointwiseProgram): ArgumentBlock;
  /** The address of a tensor's numbers. */
  at(tensor: Tensor): Address;
}
