import type { Parameter } from '@tbptt/core';
import { type Address, Matrix, type Scope } from '@tbptt/core/operation';
import type { Cell } from '../cells/declaration.js';
import type { Place, StepPlan } from './plan.js';
import type { Placement } from './time-block.js';
import type { Weights } from './window.js';

/**
 * The sizes of a window. G counts the gates, S those whose products are summed, P those whose products are split, R = S + P; O is the
 * size of h: H, unless it is projected.
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

/**
 * Everything a window keeps while it is differentiated. One buffer serves several purposes in turn: a gate's column holds first its product,
 * then what the backward kernel wants to see again, and at last the product's gradient.
 */
export class Buffers {
  /** [T, B, G H]: input products, to which the recurrent products of sum gates are added. */
  readonly gates: Address;
  /** [T, B, P H]: recurrent products of split gates. */
  readonly recurrent: Address;
  /** [T + 1, B, H] for each state ([T + 1, B, O] for h), the state before the window first. */
  readonly states: readonly Address[];
  /** The same, with zeros for lanes that start anew at a step; the same buffers where no lane does. */
  readonly entering: readonly Address[];
  /** [T + 1, B, O]: the gradient of h, the initial one first. Empty unless differentiated. */
  readonly dh: Address;
  /** [B, H] for each state: the gradient that is carried backwards. That of h, which is not carried, is the last row of `dh`. */
  readonly carries: readonly Address[];
  /** [T, B, H]: h before it is projected; empty unless it is. */
  readonly unprojected: Address;
  /** [B, H]: the gradient of that, of one step at a time. */
  readonly dUnprojected: Address;
  /** [T, B, H] for each saved value that does not fit into a gate's column; 0 for the others. */
  readonly #saved: readonly Address[];

  constructor(
    readonly scope: Scope,
    readonly cell: Cell,
    readonly weights: Weights,
    readonly plan: StepPlan,
    readonly sizes: Sizes,
    readonly differentiated: boolean,
    anyReset: boolean,
  ) {
    const { T, B, H, O, G, P } = sizes;
    const projected = weights.weightHr !== undefined;
    this.gates = scope.allocate(T * B * G * H);
    this.recurrent = P === 0 ? 0 : scope.allocate(T * B * P * H);
    this.states = cell.states.map((name) => scope.allocate((T + 1) * B * this.widthOf(name)));
    this.entering = anyReset
      ? cell.states.map((name) => scope.allocate(T * B * this.widthOf(name)))
      : this.states;
    this.dh = differentiated ? scope.allocateZeros((T + 1) * B * O) : 0;
    this.carries = cell.states.map((name) => {
      if (!differentiated) return 0;
      return name === 'h' ? this.rowOf(this.dh, O, T) : scope.allocateZeros(B * H);
    });
    this.unprojected = projected ? scope.allocate(T * B * H) : 0;
    this.dUnprojected = projected && differentiated ? scope.allocate(B * H) : 0;
    this.#saved = plan.savedPlaces.map((gate) => (gate < 0 ? scope.allocate(T * B * H) : 0));
  }

  /** The size of a state: O for h, H for the others. */
  widthOf(state: string): number {
    return state === 'h' ? this.sizes.O : this.sizes.H;
  }

  /** The address of row `t` of an array `[T, B, width]`. */
  rowOf(address: Address, width: number, t: number): Address {
    return address + this.bytes(t * this.sizes.B * width);
  }

  /** The products of the sum gates at step `t`, as the target of the recurrent product. */
  sumsAt(t: number): Matrix {
    const { B, H, G, S } = this.sizes;
    return new Matrix(this.rowOf(this.gates, G * H, t), B, S * H, G * H);
  }

  /** The recurrent products of the split gates at step `t`. */
  splitsAt(t: number): Matrix {
    const { B, H, P } = this.sizes;
    return new Matrix(this.rowOf(this.recurrent, P * H, t), B, P * H);
  }

  /** Where the operands at the slots of a kernel lie at step `t`; with each step in `direction` they move on. */
  placements(places: readonly Place[], t: number, direction: 1 | -1): readonly Placement[] {
    return places.map((place) => this.#placement(place, t, direction));
  }

  #placement({ kind, index }: Place, t: number, direction: 1 | -1): Placement {
    const { H, O, G, P } = this.sizes;
    const isOutput = index === 0; // h, where it is a state
    const width = isOutput ? O : H;
    switch (kind) {
      case 'gate':
        return this.#column(this.gates, G, index, t, direction);
      case 'split':
        return this.#column(this.recurrent, P, index, t, direction);
      case 'saved': {
        const gate = this.plan.savedPlaces[index] as number;
        return gate < 0
          ? this.#row(this.#saved[index] as Address, H, t, direction)
          : this.#column(this.gates, G, gate, t, direction);
      }
      case 'previous':
        return this.#row(this.entering[index] as Address, width, t, direction);
      case 'state':
        return isOutput && this.unprojected !== 0
          ? this.#row(this.unprojected, H, t, direction)
          : this.#row(this.states[index] as Address, width, t + 1, direction);
      case 'dState':
        if (!isOutput) return fixed(this.carries[index] as Address, H);
        return this.dUnprojected === 0
          ? this.#row(this.dh, O, t + 1, direction)
          : fixed(this.dUnprojected, H);
      case 'dPrevious':
        return isOutput ? this.#row(this.dh, O, t, direction) : fixed(this.carries[index] as Address, H);
      case 'unit':
        return fixed(this.scope.at(this.#unit(index)), H);
      case 'dUnit': {
        const unit = this.#unit(index);
        return fixed(this.scope.isTracked(unit) ? this.scope.gradientAt(unit) : this.scope.allocate(H), H);
      }
    }
  }

  #unit(index: number): Parameter {
    return this.weights.units[this.cell.units[index] as string] as Parameter;
  }

  /** The block of H columns with that number of an array `[T, B, columns H]`. */
  #column(address: Address, columns: number, index: number, t: number, direction: 1 | -1): Placement {
    const row = this.#row(address, columns * this.sizes.H, t, direction);
    return { ...row, address: row.address + this.bytes(index * this.sizes.H) };
  }

  #row(address: Address, width: number, t: number, direction: 1 | -1): Placement {
    return {
      address: this.rowOf(address, width, t),
      rowStride: width,
      move: direction * this.bytes(this.sizes.B * width),
    };
  }

  /** The size of so many numbers. */
  bytes(elements: number): number {
    return elements * this.scope.memory.elementBytes;
  }
}

/** An operand that is the same at every step. */
function fixed(address: Address, rowStride: number): Placement {
  return { address, rowStride, move: 0 };
}
