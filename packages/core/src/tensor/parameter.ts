import { engine } from '../kernels/engine.js';
import type { Address } from '../memory/block-allocator.js';
import type { LinearMemory } from '../memory/linear-memory.js';
import { PersistentTensor } from './persistent-tensor.js';
import type { Scope } from './scope.js';
import { Tensor } from './tensor.js';

/**
 * A persistent tensor that is trained. Its gradient lies in a persistent block of the linear memory too.
 */
export class Parameter extends PersistentTensor {
  readonly #gradients = new WeakMap<LinearMemory, Address>();

  /** The gradient that the last step left, as a copy; undefined before the first. */
  get gradient(): Tensor | undefined {
    const { memory } = engine();
    const address = this.#gradients.get(memory);
    return address === undefined ? undefined : new Tensor(this.shape, memory.copy(address, this.size));
  }

  /** @internal */
  protected override get role(): string {
    return 'parameter';
  }

  /** @internal Enters a scope as one of the parameters whose gradients are wanted; they start at zero, or where they are with `accumulate`. */
  track(scope: Scope, accumulate = false): void {
    const isNew = !this.#gradients.has(scope.memory);
    this.enter(scope);
    this.gradientAddress = this.gradientAddressIn(scope.memory);
    if (isNew || !accumulate) scope.memory.clear(this.gradientAddress, this.size);
    this.tracked = true;
  }

  /** Where the gradient lies in `memory`. */
  gradientAddressIn(memory: LinearMemory): Address {
    let address = this.#gradients.get(memory);
    if (address === undefined) {
      address = memory.allocateFor(this, this.size * memory.elementBytes);
      this.#gradients.set(memory, address);
    }
    return address;
  }
}

/** A parameter of that shape with the numbers of `initial`. */
export function parameter(initial: Tensor): Parameter {
  return new Parameter(initial);
}
