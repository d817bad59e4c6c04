import { Tensor } from '@tbptt/core';
import {
  type Address,
  type Floats,
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
  /** The whole memory when the view was made. A memory that grows has another. */
  #floats: Floats | undefined;
  #view: Floats | undefined;

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
    const { floats } = this.#memory;
    if (this.#view === undefined || floats !== this.#floats) {
      this.#floats = floats;
      this.#view = this.#memory.view(this.address, this.#size);
    }
    return tensorOf(this.shape, this.#memory.cut(this.#view));
  }
}
