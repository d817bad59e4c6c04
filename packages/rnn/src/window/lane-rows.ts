import { type Address, moveNumbersKernels, spreadAxisKernels } from '@tbptt/core/operation';
import type { LaneEvents } from '../lanes/lane-events.js';
import type { Buffers } from './buffers.js';
import type { LaneShare } from './step.js';

/**
 * Resets and pauses single lanes of a window by moving their rows before and after the steps, which
 * compute all lanes. Lanes without an event cost nothing.
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

  /** Before step `t`, copies the states that enter it, with zeros for the lanes that start anew. */
  enter(t: number, share: LaneShare): void {
    if (!this.#events.anyReset) return;
    const { states, entering } = this.#buffers;
    const { copy, clear } = share.kernels.of(moveNumbersKernels);
    this.#eachState((index, width) => {
      const from = this.#buffers.rowOf(states[index] as Address, width, t);
      const to = this.#buffers.rowOf(entering[index] as Address, width, t);
      const lanes = (share.to - share.from) * width;
      copy(this.#lane(from, width, share.from), lanes, this.#lane(to, width, share.from));
      for (const lane of this.#events.reset[t] ?? NONE)
        if (isIn(share, lane)) clear(this.#lane(to, width, lane), width);
    });
  }

  /** After step `t`, gives the lanes that have ended the states they had before it. */
  hold(t: number, share: LaneShare): void {
    const { states } = this.#buffers;
    const { copy } = share.kernels.of(moveNumbersKernels);
    this.#eachState((index, width) => {
      const before = this.#buffers.rowOf(states[index] as Address, width, t);
      const after = this.#buffers.rowOf(states[index] as Address, width, t + 1);
      for (const lane of this.#events.paused[t] ?? NONE) {
        if (!isIn(share, lane)) continue;
        copy(this.#lane(before, width, lane), width, this.#lane(after, width, lane));
      }
    });
  }

  /** Before the gradients of step `t` are computed, sets aside those that pass it unchanged. */
  setAside(t: number, share: LaneShare): void {
    const { copy, clear } = share.kernels.of(moveNumbersKernels);
    this.#eachState((index, width) => {
      for (const lane of this.#events.paused[t] ?? NONE) {
        if (!isIn(share, lane)) continue;
        const gradient = this.#lane(this.#gradientAfter(index, t), width, lane);
        copy(gradient, width, this.#lane(this.#aside[index] as Address, width, lane));
        clear(gradient, width);
      }
    });
    const { O } = this.#buffers.sizes;
    for (const lane of this.#events.reset[t] ?? NONE) {
      if (!isIn(share, lane)) continue;
      copy(this.#lane(this.#dhBefore(t), O, lane), O, this.#lane(this.#asideBefore, O, lane));
    }
  }

  /**
   * After the gradients of step `t` are computed, adds those that were set aside, and drops those
   * at a reset.
   */
  bringBack(t: number, share: LaneShare): void {
    const { O } = this.#buffers.sizes;
    const { copy, clear } = share.kernels.of(moveNumbersKernels);
    const { spreadAxis } = share.kernels.of(spreadAxisKernels);
    for (const lane of this.#events.reset[t] ?? NONE) {
      if (!isIn(share, lane)) continue;
      copy(this.#lane(this.#asideBefore, O, lane), O, this.#lane(this.#dhBefore(t), O, lane));
    }
    this.#eachState((index, width) => {
      const before = index === 0 ? this.#dhBefore(t) : this.#gradientAfter(index, t);
      if (index > 0) {
        for (const lane of this.#events.reset[t] ?? NONE) {
          if (!isIn(share, lane)) continue;
          clear(this.#lane(before, width, lane), width);
        }
      }
      for (const lane of this.#events.paused[t] ?? NONE) {
        if (!isIn(share, lane)) continue;
        const aside = this.#lane(this.#aside[index] as Address, width, lane);
        spreadAxis(aside, 1, 1, width, 1, this.#lane(before, width, lane), true);
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
}

const NONE: readonly number[] = [];

function isIn({ from, to }: LaneShare, lane: number): boolean {
  return lane >= from && lane < to;
}
