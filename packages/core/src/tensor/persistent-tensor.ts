import { engine } from '../kernels/engine.js';
import type { Address } from '../memory/block-allocator.js';
import type { Floats, LinearMemory } from '../memory/linear-memory.js';
import type { Scope } from './scope.js';
import { requireSameShape } from './shape.js';
import { Tensor } from './tensor.js';

/**
 * A tensor that belongs to a model: its numbers change by `assign`, outlive every step and are part of the state dictionary. Those
 * that are trained are `Parameter`s; the others, such as the running statistics of `BatchNorm`, are what PyTorch calls buffers.
 *
 * The numbers lie in a persistent block of the linear memory, which returns to it when the tensor is garbage-collected.
 */
export class PersistentTensor extends Tensor {
  readonly #addresses = new WeakMap<LinearMemory, Address>();
  #home: LinearMemory | undefined;

  /** A persistent tensor that starts with the numbers of `initial`. */
  constructor(initial: Tensor) {
    super(initial.shape);
    const { memory } = engine();
    const address = this.#settle(memory);
    const numbers = initial.read(); // before the view: reading may allocate
    memory.view(address, this.size).set(numbers);
  }

  /** Replaces the numbers by those of a tensor of the same shape. */
  assign(source: Tensor): void {
    requireSameShape('assign', this.role, this.shape, 'tensor', source.shape);
    const { memory } = engine();
    const address = this.addressIn(memory);
    const numbers = source.read(); // before the view: reading may allocate
    memory.view(address, this.size).set(numbers);
  }

  /** @internal What it is called in messages. */
  protected get role(): string {
    return 'persistent tensor';
  }

  /** @internal */
  override read(): Floats {
    const { memory } = engine();
    return memory.view(this.addressIn(memory), this.size);
  }

  /** @internal */
  override copy(): Floats {
    const { memory } = engine();
    return memory.copy(this.addressIn(memory), this.size);
  }

  /** @internal */
  override enter(scope: Scope): void {
    this.address = this.addressIn(scope.memory);
    this.gradientAddress = 0;
    this.tracked = false;
    this.scope = scope;
  }

  /** Where the numbers lie in `memory`; in a memory that it has not been in, it arrives as a copy. */
  addressIn(memory: LinearMemory): Address {
    return this.#addresses.get(memory) ?? this.#arrive(memory);
  }

  #settle(memory: LinearMemory): Address {
    const address = memory.allocateFor(this, this.size * memory.elementBytes);
    this.#addresses.set(memory, address);
    this.#home ??= memory;
    return address;
  }

  #arrive(memory: LinearMemory): Address {
    const address = this.#settle(memory);
    const home = this.#home;
    const original = home === undefined ? undefined : this.#addresses.get(home);
    if (home !== undefined && original !== undefined) {
      memory.view(address, this.size).set(home.view(original, this.size));
    }
    return address;
  }
}
