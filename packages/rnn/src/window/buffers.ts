import type { Parameter } from '@tbptt/core';
import type { PlannedProgram } from '@tbptt/core/equation';
import { type Address, type ArgumentBlock, allocateSums } from '@tbptt/core/operation';
import type { Cell } from '../cells/declaration.js';
import type { Place } from './place.js';
import type { OperandPlace, StepPlan } from './plan.js';
import type { Weights } from './weights.js';

/**
 * The sizes of a window. G counts the gates, S those whose products are summed, P those whose
 * products are split, R = S + P; O is the size of h: H, unless it is projected.
 */
export interface Sizes {
  readonly T: number;
  readonly B: number;
  readonly D: number;
  readonly H: number;
  readonly O: number;
  readonly G: number;
  readonly S: number;
  readonly P: number;
  readonly R: number;
}

/** Returns the sizes of a window of T steps and B lanes. */
export function sizesOf(cell: Cell, weights: Weights, T: number, B: number): Sizes {
  const { hiddenSize: H, outputSize: O } = weights;
  const S = cell.sumGates.length;
  const P = cell.splitGates.length;
  return { T, B, D: weights.weightIh.shape[0] ?? 0, H, O, G: cell.gates.length, S, P, R: S + P };
}

/**
 * Where an operand is at the first time step, and the distances between its rows and between time
 * steps, in bytes.
 */
interface Placement {
  readonly address: Address;
  readonly rowStride: number;
  readonly timeStride: number;
}

/**
 * Everything a window keeps while it is differentiated. One buffer serves several purposes in turn:
 * a gate's column holds first its product, then what the backward kernel wants to see again, and at
 * last the product's gradient.
 */
export class Buffers {
  /** [T, B, G H]: input products, to which the recurrent products of sum gates are added. */
  readonly gates: Address;
  /** [T, B, P H]: recurrent products of split gates. */
  readonly recurrent: Address;
  /** [T + 1, B, H] for each state ([T + 1, B, O] for h), the state before the window first. */
  readonly states: readonly Address[];
  /**
   * [T, B, H] for each state ([T, B, O] for h), the state that enters each step, with zeros for lanes that
   * start anew there. If no lane does, these are the buffers of `states`.
   */
  readonly entering: readonly Address[];
  /** [T + 1, B, O]: the gradient of h, the initial one first. Empty unless differentiated. */
  readonly dh: Address;
  /**
   * [B, H] for each state: the gradient that is carried backwards. That of h, which is not carried,
   * is the last row of `dh`.
   */
  readonly carries: readonly Address[];
  /** [T, B, H]: h before it is projected; empty unless it is. */
  readonly unprojected: Address;
  /** [B, H]: the gradient of `unprojected` at one step. */
  readonly dUnprojected: Address;
  /** [H] sums for each unit weight: its gradient over all steps, in double precision. */
  readonly dUnits: readonly Address[];
  /** [T, B, H] for each saved value that does not fit into a gate's column; 0 for the others. */
  readonly #saved: readonly Address[];

  constructor(
    readonly place: Place,
    readonly cell: Cell,
    readonly weights: Weights,
    readonly plan: StepPlan,
    readonly sizes: Sizes,
    readonly differentiated: boolean,
    anyReset: boolean,
  ) {
    const { T, B, H, O, G, P } = sizes;
    const projected = weights.weightHr !== undefined;
    this.gates = place.allocate(T * B * G * H);
    this.recurrent = P === 0 ? 0 : place.allocate(T * B * P * H);
    this.states = cell.states.map((name) => place.allocate((T + 1) * B * this.widthOf(name)));
    this.entering = anyReset
      ? cell.states.map((name) => place.allocate(T * B * this.widthOf(name)))
      : this.states;
    this.dh = differentiated ? place.allocateZeros((T + 1) * B * O) : 0;
    this.carries = cell.states.map((name) => {
      if (!differentiated) return 0;
      return name === 'h' ? this.rowOf(this.dh, O, T) : place.allocateZeros(B * H);
    });
    this.unprojected = projected ? place.allocate(T * B * H) : 0;
    this.dUnprojected = projected && differentiated ? place.allocate(B * H) : 0;
    this.dUnits = differentiated ? cell.units.map(() => allocateSums(place.memory, H)) : [];
    this.#saved = plan.savedPlaces.map((gate) => (gate < 0 ? place.allocate(T * B * H) : 0));
  }

  /** Returns the size of a state: O for h, H for the others. */
  widthOf(state: string): number {
    return state === 'h' ? this.sizes.O : this.sizes.H;
  }

  /** Returns the address of time step `t` of an array `[T, B, width]`. */
  rowOf(address: Address, width: number, t: number): Address {
    return address + this.bytes(t * this.sizes.B * width);
  }

  /** Returns the arguments of a kernel of the cell for all time steps, for the lanes from `from` on. */
  argumentsOf(program: PlannedProgram, from = 0): ArgumentBlock {
    const { positions } = program;
    const block = this.place.blockFor(program);
    for (let slot = 0; slot < positions.length; slot++) {
      const place = this.plan.places[positions[slot] as number] as OperandPlace;
      const { address, rowStride, timeStride } = this.#placement(place);
      const isRow = place.kind === 'unit' || place.kind === 'dUnit';
      block.setArray(slot, isRow ? address : address + from * rowStride, rowStride, timeStride);
    }
    return block;
  }

  #placement({ kind, index }: OperandPlace): Placement {
    const { H, O, G, P } = this.sizes;
    const isOutput = index === 0; // h, where it is a state
    const width = isOutput ? O : H;
    switch (kind) {
      case 'gate':
        return this.#column(this.gates, G, index);
      case 'split':
        return this.#column(this.recurrent, P, index);
      case 'saved': {
        const gate = this.plan.savedPlaces[index] as number;
        return gate < 0 ? this.#row(this.#saved[index] as Address, H) : this.#column(this.gates, G, gate);
      }
      case 'previous':
        return this.#row(this.entering[index] as Address, width);
      case 'state':
        return isOutput && this.unprojected !== 0
          ? this.#row(this.unprojected, H)
          : this.#row(this.states[index] as Address, width, 1);
      case 'dState':
        if (!isOutput) return this.#fixed(this.carries[index] as Address);
        return this.dUnprojected === 0 ? this.#row(this.dh, O, 1) : this.#fixed(this.dUnprojected);
      case 'dPrevious':
        return isOutput ? this.#row(this.dh, O) : this.#fixed(this.carries[index] as Address);
      case 'unit':
        return this.#fixed(this.place.at(this.unit(index)));
      case 'dUnit':
        return this.#fixed(this.dUnits[index] as Address);
    }
  }

  /** Returns the unit weight of an index. */
  unit(index: number): Parameter {
    return this.weights.units[this.cell.units[index] as string] as Parameter;
  }

  /** A block of H columns of an array `[T, B, columns H]`, counted from 0. */
  #column(address: Address, columns: number, index: number): Placement {
    const row = this.#row(address, columns * this.sizes.H);
    return { ...row, address: row.address + this.bytes(index * this.sizes.H) };
  }

  /** An array `[T, B, width]`, whose entry `t` is read at the first time step. */
  #row(address: Address, width: number, t = 0): Placement {
    return {
      address: this.rowOf(address, width, t),
      rowStride: this.bytes(width),
      timeStride: this.bytes(this.sizes.B * width),
    };
  }

  /** An array `[B, H]` that is the same at every time step. */
  #fixed(address: Address): Placement {
    return { address, rowStride: this.bytes(this.sizes.H), timeStride: 0 };
  }

  /** Returns the bytes of a number of elements. */
  bytes(elements: number): number {
    return elements * this.place.memory.elementBytes;
  }
}
