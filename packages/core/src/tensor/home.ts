import type { Address } from '../memory/block-allocator.js';
import type { Floats, LinearMemory } from '../memory/linear-memory.js';
import type { OwnedBlock } from '../memory/owned-blocks.js';

/** Memory for the gradient of a parameter. */
export interface GradientBlock {
  readonly address: Address;
  readonly block: OwnedBlock;
  /** Whether the block holds a gradient. Otherwise its numbers are undefined. */
  present: boolean;
}

/** The blocks of a tensor in one memory. */
interface Place {
  readonly address: Address;
  readonly block: OwnedBlock;
  gradient: GradientBlock | undefined;
}

/**
 * The persistent blocks of a parameter or a running statistic: one for the numbers, one for the
 * gradient.
 *
 * The numbers are in one memory at a time. When another engine uses the tensor, they move to the
 * memory of that engine. So there are never two copies that could differ, and a model outlives the
 * engine in which it was made. The block that the numbers leave stays reserved, so that its address
 * is still valid if the tensor comes back. It is freed when the tensor or the memory is
 * garbage-collected.
 */
export class Home {
  readonly #places = new WeakMap<LinearMemory, Place>();
  #memory: LinearMemory;
  #place: Place;
  /** Whether an optimizer trains the tensor. */
  claimed = false;
  /** The number of times that the gradient has been dropped to start anew. */
  gradientGeneration = 0;

  constructor(
    memory: LinearMemory,
    readonly size: number,
    /** Whether the tensor is a parameter. */
    readonly isTrained: boolean,
  ) {
    this.#memory = memory;
    this.#place = this.#placeIn(memory);
  }

  /** Returns the numbers in `memory`, as a view that the next allocation may invalidate. */
  read(memory: LinearMemory): Floats {
    return memory.view(this.enter(memory), this.size);
  }

  /** Replaces the numbers, in `memory`. */
  write(memory: LinearMemory, numbers: ArrayLike<number>): void {
    memory.write(this.enter(memory), numbers);
  }

  /** Returns a copy of the gradient, or undefined if there is none. */
  copyGradient(): Floats | undefined {
    const { gradient } = this.#place;
    return gradient?.present === true ? this.#memory.copy(gradient.address, this.size) : undefined;
  }

  /** Returns the address of the numbers in `memory`, to which they move if necessary. */
  enter(memory: LinearMemory): Address {
    if (memory !== this.#memory) this.#moveTo(memory);
    this.#place.block.usedIn = memory.owned.step;
    return this.#place.address;
  }

  /** Returns the block of the gradient in `memory`, to which it moves if necessary. */
  enterGradient(memory: LinearMemory): GradientBlock {
    this.enter(memory);
    this.#place.gradient ??= { ...this.#allocate(memory), present: false };
    this.#place.gradient.block.usedIn = memory.owned.step;
    return this.#place.gradient;
  }

  /**
   * Returns the address of the gradient in `memory`. The gradient is zero, or what has been
   * accumulated so far.
   */
  beginGradient(memory: LinearMemory): Address {
    const block = this.enterGradient(memory);
    if (!block.present) memory.clear(block.address, this.size);
    block.present = true;
    return block.address;
  }

  /** Drops the gradient. */
  dropGradient(memory: LinearMemory): void {
    this.enterGradient(memory).present = false;
    this.gradientGeneration++;
  }

  #moveTo(memory: LinearMemory): void {
    const [from, before] = [this.#memory, this.#place];
    const place = this.#placeIn(memory);
    memory.write(place.address, from.view(before.address, this.size));
    if (before.gradient?.present === true) {
      place.gradient ??= { ...this.#allocate(memory), present: true };
      place.gradient.present = true;
      memory.write(place.gradient.address, from.view(before.gradient.address, this.size));
    } else if (place.gradient !== undefined) place.gradient.present = false;
    this.#memory = memory;
    this.#place = place;
  }

  #placeIn(memory: LinearMemory): Place {
    let place = this.#places.get(memory);
    if (place === undefined) {
      place = { ...this.#allocate(memory), gradient: undefined };
      this.#places.set(memory, place);
    }
    return place;
  }

  #allocate({ owned, elementBytes }: LinearMemory): Pick<Place, 'address' | 'block'> {
    const block = owned.allocate(this, this.size * elementBytes);
    return { address: block.address, block };
  }
}
