import type { Tensor } from '@tbptt/core';
import type { Address, ArgumentBlock, Kernels, LinearMemory, PointwiseProgram } from '@tbptt/core/operation';

/**
 * The memory of a window or a step: a scope, whose memory is free when the scope ends, or memory
 * that is kept from step to step.
 */
export interface Place {
  readonly memory: LinearMemory;
  readonly kernels: Kernels;
  /** Returns the address of `elements` numbers, whose values are undefined. */
  allocate(elements: number): Address;
  /** Returns the address of `elements` zeros. */
  allocateZeros(elements: number): Address;
  /** Returns an argument block for a program. */
  blockFor(program: PointwiseProgram): ArgumentBlock;
  /** Returns the address of the numbers of a tensor. */
  at(tensor: Tensor): Address;
}
