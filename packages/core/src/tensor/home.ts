import type { Address } from '../memory/block-allocator.js';
import type { Floats, LinearMemory } from '../memory/linear-memory.js';

/** Memory for the gradient of a parameter. */
export interface GradientBlock {
  readonly address: Address;
  /** Whether the block holds a gradient. Otherwise its numbers are undefined. */
  present: boolean;
}

/** The blocks of a tensor in one memory. */
interface Place {
  readonly address: Address;
  gradient: GradientBlock | undefined;
}

/**
 * The persistent block in which the numbers of a parameter or of a running statistic live, and that of its gradient.
 *
 * The numbers are in one memory at a time. An engine that uses the tensor takes it over: the numbers move to its memory, so there never
 * are two copies that could differ, and a model outlives the engine in which it was made. A block that was left stays reserved, so that
 * addresses hold when the tensor comes back; it returns when the tensor or the memory is garbage-collected.
 */
export class Home {
  readonly #places = new WeakMap<LinearMemory, Place>();
  #memory: LinearMemory;
  #place: Place;
  /** Whether an optimizer trains the tensor. */
  claimed = false;
  /** The number of times that the gradient was dropped to start anew. */
  gradientGeneration = 0;

  constructor(
    memory: LinearMemory,
    readonly size: number,
    /** Whether it is a parameter, which is to be trained. */
    readonly isTrained: boolean,
  ) {
    this.#memory = memory;
    this.#place = this.#placeIn(memory);
  }

  /** The numbers as `memory` has them, as a view that the next allocation may invalidate. */
  read(memory: LinearMemory): Floats {
    return memory.view(this.enter(memory), this.size);
  }

  /** Replaces the numbers, in `memory`. */
  write(memory: LinearMemory, numbers: ArrayLike<number>): void {
    memory.write(this.enter(memory), numbers);
  }

  /** The gradient as a copy; undefined if there is none. */
  copyGradient(): Floats | undefined {
    const { gradient } = this.#place;
    return gradient?.present === true ? this.#memory.copy(gradient.address, this.size) : undefined;
  }

  /** The address of the numbers in `memory`, to which they move if they are elsewhere. */
  enter(memory: LinearMemory): Address {
    if (memory !== this.#memory) this.#moveTo(memory);
    memory.owned.use(this.#place.address);
    return this.#place.address;
  }

  /** The block of the gradient in `memory`, to which it moves if it is elsewhere. */
  enterGradient(memory: LinearMemory): GradientBlock {
    this.enter(memory);
    this.#place.gradient ??= { address: this.#allocate(memory), present: false };
    memory.owned.use(this.#place.gradient.address);
    return this.#place.gradient;
  }

  /** The address of the gradient in `memory`, which starts from zero or continues from what has been accumulated. */
  beginGradient(memory: LinearMemory): Address {
    const block = this.enterGradient(memory);
    if (!block.present) memory.clear(block.address, this.size);
    block.present = true;
    return block.address;
  }

  /** Forgets the gradient. */
  dropGradient(memory: LinearMemory): void {
    this.enterGradient(memory).present = false;
    this.gradientGeneration++;
  }

  #moveTo(memory: LinearMemory): void {
    const [from, before] = [this.#memory, this.#place];
    const place = this.#placeIn(memory);
    memory.write(place.address, from.view(before.address, this.size));
    if (before.gradient?.present === true) {
      place.gradient ??= { address: this.#allocate(memory), present: true };
      place.gradient.present = true;
      memory.write(place.gradient.address, from.view(before.gradient.address, this.size));
    } else if (place.gradient !== undefined) place.gradient.present = false;
    this.#memory = memory;
    this.#place = place;
  }

  #placeIn(memory: LinearMemory): Place {
    let place = this.#places.get(memory);
    if (place === undefined) {
      place = { address: this.#allocate(memory), gradient: undefined };
      this.#places.set(memory, place);
    }
    return place;
  }

  #allocate(memory: LinearMemory): Address {
    return memory.allocateFor(this, this.size * memory.elementBytes);
  }
}
