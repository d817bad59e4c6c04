import { Tensor } from '@tbptt/core';
import {
  type Address,
  type LinearMemory,
  numbersOf,
  sameShape,
  sizeOf,
  tensorOf,
} from '@tbptt/core/operation';

/** Numbers in memory that is kept from step to step. They come from ordinary tensors or become one. */
export class StandingTensor {
  readonly #memory: LinearMemory;
  readonly #size: number;

  constructor(
    memory: LinearMemory,
    readonly address: Address,
    readonly shape: readonly number[],
  ) {
    this.#memory = memory;
    this.#size = sizeOf(shape);
  }

  /** Returns whether a value is a tensor of the same shape. */
  fits(value: unknown): value is Tensor {
    return value instanceof Tensor && sameShape(value.shape, this.shape);
  }

  /** Writes the numbers of a tensor that fits. */
  write(tensor: Tensor): void {
    this.#memory.write(this.address, numbersOf(tensor));
  }

  /** Returns a tensor of the present numbers. */
  copy(): Tensor {
    return tensorOf(this.shape, this.#memory.cut(this.address, this.#size));
  }
}
