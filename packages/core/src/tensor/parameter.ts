import { engine } from '../kernels/engine.js';
import type { Address } from '../memory/block-allocator.js';
import type { Floats, LinearMemory } from '../memory/linear-memory.js';
import { requireSameShape } from './errors.js';
import type { Scope } from './scope.js';
import { Tensor } from './tensor.js';

/** Where a parameter and its gradient lie in one memory. */
interface Residence {
  readonly value: Address;
  gradient: Address;
}

/**
 * A tensor that is trained. Its numbers and its gradient lie in persistent blocks of the linear memory, which return to it when the
 * parameter is garbage-collected.
 */
export class Parameter extends Tensor {
  readonly #residences = new WeakMap<LinearMemory, Residence>();
  #home: LinearMemory | undefined;

  /** A parameter that starts with the numbers of `initial`. */
  constructor(initial: Tensor) {
    super(initial.shape);
    const { memory } = engine();
    const { value } = this.#settle(memory);
    const numbers = initial.read(); // before the view: reading may allocate
    memory.view(value, this.size).set(numbers);
  }

  /** The gradient that the last step left, as a copy; undefined before the first. */
  get gradient(): Tensor | undefined {
    const { memory } = engine();
    const address = this.#residences.get(memory)?.gradient ?? 0;
    return address === 0 ? undefined : new Tensor(this.shape, memory.view(address, this.size).slice());
  }

  /** Replaces the numbers by those of a tensor of the same shape. */
  assign(source: Tensor): void {
    requireSameShape('assign', 'parameter', this.shape, 'tensor', source.shape);
    const { memory } = engine();
    const value = this.addressIn(memory);
    const numbers = source.read(); // before the view: reading may allocate
    memory.view(value, this.size).set(numbers);
  }

  /** @internal */
  override read(): Floats {
    const { memory } = engine();
    return memory.view(this.addressIn(memory), this.size);
  }

  /** @internal */
  override enter(scope: Scope): void {
    this.address = this.addressIn(scope.memory);
    this.gradientAddress = 0;
    this.tracked = false;
    this.scope = scope;
  }

  /** @internal Enters a scope as one of the parameters whose gradients are wanted; they start at zero. */
  track(scope: Scope): void {
    this.enter(scope);
    this.gradientAddress = this.gradientAddressIn(scope.memory);
    scope.memory.clear(this.gradientAddress, this.size);
    this.tracked = true;
  }

  /** Where the numbers lie in `memory`; in a memory that it has not been in, it arrives as a copy. */
  addressIn(memory: LinearMemory): Address {
    return (this.#residences.get(memory) ?? this.#arrive(memory)).value;
  }

  /** Where the gradient lies in `memory`. */
  gradientAddressIn(memory: LinearMemory): Address {
    const residence = this.#residences.get(memory) ?? this.#arrive(memory);
    if (residence.gradient === 0) {
      residence.gradient = memory.allocateFor(this, this.size * memory.elementBytes);
    }
    return residence.gradient;
  }

  #settle(memory: LinearMemory): Residence {
    const residence = { value: memory.allocateFor(this, this.size * memory.elementBytes), gradient: 0 };
    this.#residences.set(memory, residence);
    this.#home ??= memory;
    return residence;
  }

  #arrive(memory: LinearMemory): Residence {
    const residence = this.#settle(memory);
    const home = this.#home;
    const original = home === undefined ? undefined : this.#residences.get(home);
    if (home !== undefined && original !== undefined) {
      memory.view(residence.value, this.size).set(home.view(original.value, this.size));
    }
    return residence;
  }
}

/** A parameter of that shape with the numbers of `initial`. */
export function parameter(initial: Tensor): Parameter {
  return new Parameter(initial);
}
