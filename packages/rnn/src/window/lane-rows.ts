import type { Address } from '@tbptt/core/operation';
import { spreadAxisKernels } from '@tbptt/core/operation';
import type { LaneEvents } from '../lanes/lane-events.js';
import type { Buffers } from './buffers.js';

/**
 * Carries out what happens to single lanes at the steps of a window, by moving their rows between the steps of the others. Lanes to which
 * nothing happens cost nothing.
 */
export class LaneRows {
  readonly #buffers: Buffers;
  readonly #events: LaneEvents;
  /** [B, width] for each state: rows set aside during a backward step. */
  readonly #aside: readonly Address[];
  /** [B, O]: rows of dh before the step, set aside. */
  readonly #asideBefore: Address;

  constructor(buffers: Buffers, events: LaneEvents) {
    const { place, cell, sizes, differentiated } = buffers;
    this.#buffers = buffers;
    this.#events = events;
    const set = (width: number): Address => (differentiated ? place.allocate(sizes.B * width) : 0);
    this.#aside = cell.states.map((name) => set(buffers.widthOf(name)));
    this.#asideBefore = set(sizes.O);
  }

  /** Before step `t`: the states that enter it, with zeros for the lanes that start anew. */
  enter(t: number): void {
    const { states, entering, sizes } = this.#buffers;
    if (!this.#events.anyReset) return;
    this.#eachState((index, width) => {
      const to = this.#buffers.rowOf(entering[index] as Address, width, t);
      this.#copy(this.#buffers.rowOf(states[index] as Address, width, t), to, sizes.B * width);
      for (const lane of this.#events.reset[t] ?? []) this.#clear(this.#lane(to, width, lane), width);
    });
  }

  /** After step `t`: lanes that have ended keep the states they had. */
  hold(t: number): void {
    const { states } = this.#buffers;
    this.#eachState((index, width) => {
      const before = this.#buffers.rowOf(states[index] as Address, width, t);
      const after = this.#buffers.rowOf(states[index] as Address, width, t + 1);
      for (const lane of this.#events.paused[t] ?? []) {
        this.#copy(this.#lane(before, width, lane), this.#lane(after, width, lane), width);
      }
    });
  }

  /** Before the gradients of step `t` are computed: those that go past it are set aside. */
  setAside(t: number): void {
    this.#eachState((index, width) => {
      for (const lane of this.#events.paused[t] ?? []) {
        const gradient = this.#lane(this.#gradientAfter(index, t), width, lane);
        this.#copy(gradient, this.#lane(this.#aside[index] as Address, width, lane), width);
        this.#clear(gradient, width);
      }
    });
    const { O } = this.#buffers.sizes;
    for (const lane of this.#events.reset[t] ?? []) {
      this.#copy(this.#lane(this.#dhBefore(t), O, lane), this.#lane(this.#asideBefore, O, lane), O);
    }
  }

  /** After the gradients of step `t` are computed: what was set aside goes on, and what would pass a reset is dropped. */
  bringBack(t: number): void {
    const { O } = this.#buffers.sizes;
    for (const lane of this.#events.reset[t] ?? []) {
      this.#copy(this.#lane(this.#asideBefore, O, lane), this.#lane(this.#dhBefore(t), O, lane), O);
    }
    this.#eachState((index, width) => {
      const before = index === 0 ? this.#dhBefore(t) : this.#gradientAfter(index, t);
      if (index > 0) {
        for (const lane of this.#events.reset[t] ?? []) this.#clear(this.#lane(before, width, lane), width);
      }
      for (const lane of this.#events.paused[t] ?? []) {
        this.#add(
          this.#lane(this.#aside[index] as Address, width, lane),
          this.#lane(before, width, lane),
          width,
        );
      }
    });
  }

  /** The gradient of a state after step `t`: a row of dh for h, the carry for the others. */
  #gradientAfter(index: number, t: number): Address {
    const { carries, dh, sizes } = this.#buffers;
    return index === 0 ? this.#buffers.rowOf(dh, sizes.O, t + 1) : (carries[index] as Address);
  }

  #dhBefore(t: number): Address {
    const { dh, sizes } = this.#buffers;
    return this.#buffers.rowOf(dh, sizes.O, t);
  }

  #eachState(visit: (index: number, width: number) => void): void {
    this.#buffers.cell.states.forEach((name, index) => visit(index, this.#buffers.widthOf(name)));
  }

  #lane(rows: Address, width: number, lane: number): Address {
    return rows + this.#buffers.bytes(lane * width);
  }

  #copy(from: Address, to: Address, elements: number): void {
    this.#buffers.place.memory.move(from, to, elements);
  }

  #clear(address: Address, elements: number): void {
    this.#buffers.place.memory.clear(address, elements);
  }

  #add(from: Address, to: Address, elements: number): void {
    this.#buffers.place.kernels.of(spreadAxisKernels).spreadAxis(from, 1, 1, elements, 1, to, true);
  }
}
