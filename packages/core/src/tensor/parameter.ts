import { engine } from '../kernels/engine.js';
import type { Address } from '../memory/block-allocator.js';
import type { LinearMemory } from '../memory/linear-memory.js';
import { PersistentTensor } from './persistent-tensor.js';
import type { Scope } from './scope.js';
import { Tensor } from './tensor.js';

/** Memory for the gradient of a parameter. */
interface GradientBlock {
  readonly address: Address;
  /** Whether the block holds a gradient. Otherwise its numbers are undefined. */
  present: boolean;
}

/**
 * A persistent tensor that is trained. Its gradient is stored in a persistent block of the linear memory.
 *
 * A parameter takes part in a step if the loss depends on it. A parameter that takes no part has no gradient, which is not the
 * same as a gradient of zero: an optimizer leaves it alone, as PyTorch does if `grad` is `None`.
 */
export class Parameter extends PersistentTensor {
  readonly #gradients = new WeakMap<LinearMemory, GradientBlock>();
  #generation = 0;

  /**
   * The gradient of the last step, as a copy. Undefined before the first step, and if the parameter took no part in the last step.
   * Accumulated gradients are kept until the next step that does not accumulate.
   */
  get gradient(): Tensor | undefined {
    const { memory } = engine();
    const block = this.#gradients.get(memory);
    if (block?.present !== true) return undefined;
    return new Tensor(this.shape, memory.copy(block.address, this.size));
  }

  /** @internal The number of times that the gradient was dropped to start anew. */
  get gradientGeneration(): number {
    return this.#generation;
  }

  /** @internal */
  protected override get role(): string {
    return 'parameter';
  }

  /** @internal Enters a scope as one of the parameters to differentiate by. Drops the gradient unless it accumulates. */
  track(scope: Scope, accumulate = false): void {
    this.enter(scope);
    const block = this.#gradientIn(scope.memory);
    if (!accumulate) {
      block.present = false;
      this.#generation++;
    }
    this.tracked = true;
  }

  /** @internal The gradient starts from zero, or continues from the accumulated one. */
  override beginGradient({ memory }: Scope): Address {
    const block = this.#gradientIn(memory);
    if (!block.present) memory.clear(block.address, this.size);
    block.present = true;
    return block.address;
  }

  /** Whether `memory` holds a gradient of the parameter. */
  hasGradientIn(memory: LinearMemory): boolean {
    return this.#gradients.get(memory)?.present === true;
  }

  /** The address of the gradient in `memory`. Its numbers are undefined unless `hasGradientIn(memory)`. */
  gradientAddressIn(memory: LinearMemory): Address {
    return this.#gradientIn(memory).address;
  }

  #gradientIn(memory: LinearMemory): GradientBlock {
    let block = this.#gradients.get(memory);
    if (block === undefined) {
      block = { address: memory.allocateFor(this, this.size * memory.elementBytes), present: false };
      this.#gradients.set(memory, block);
    }
    return block;
  }
}

/** A parameter of that shape with the numbers of `initial`. */
export function parameter(initial: Tensor): Parameter {
  return new Parameter(initial);
}
