import { Parameter, type Tensor } from '@tbptt/core';
import {
  type Address,
  ArgumentBlock,
  addressIn,
  type Engine,
  type Kernels,
  type LinearMemory,
  type PointwiseProgram,
  sizeOf,
} from '@tbptt/core/operation';
import type { Place } from './place.js';
import { StandingTensor } from './standing-tensor.js';

/** Memory of an engine that is kept from step to step. It returns when the place is garbage-collected. */
export class StandingPlace implements Place {
  readonly memory: LinearMemory;
  /** The kernels as they are now: `isIn` notices if the engine exchanges them. */
  readonly kernels: Kernels;

  constructor(readonly engine: Engine) {
    this.memory = engine.memory;
    this.kernels = engine.stepKernels;
  }

  /** Returns whether this is memory of an engine, whose kernels are still the same. */
  isIn(engine: Engine): boolean {
    return engine === this.engine && engine.stepKernels === this.kernels;
  }

  /** Returns room for the numbers of a tensor. */
  tensor(shape: readonly number[]): StandingTensor {
    return new StandingTensor(this.memory, this.allocate(sizeOf(shape)), Object.freeze(shape));
  }

  allocate(elements: number): Address {
    return this.memory.allocateFor(this, elements * this.memory.elementBytes);
  }

  allocateZeros(elements: number): Address {
    const address = this.allocate(elements);
    this.memory.clear(address, elements);
    return address;
  }

  blockFor(program: PointwiseProgram): ArgumentBlock {
    return ArgumentBlock.ownedBy(this, this.memory, program, 1)[0] as ArgumentBlock;
  }

  at(tensor: Tensor): Address {
    if (tensor instanceof Parameter) return addressIn(this.memory, tensor);
    throw new TypeError('StandingPlace: only parameters have addresses that stay.');
  }
}
