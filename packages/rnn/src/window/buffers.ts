import { gradientName } from '@tbptt/core/equation';
import { type Address, Matrix, type Scope } from '@tbptt/core/operation';
import { type Cell, inputOperand, previousOperand, recurrentOperand } from '../cells/declaration.js';
import { gateGradient, recurrentGradient, type StepPlan } from './plan.js';
import type { Placement } from './time-block.js';

/** The sizes of a window. G counts the gates, S those whose products are summed, P = G - S those that are split. */
export interface Sizes {
  readonly T: number;
  readonly B: number;
  readonly D: number;
  readonly H: number;
  readonly G: number;
  readonly S: number;
  readonly P: number;
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
  /** [T + 1, B, H] for each state, the state before the window first. */
  readonly states: readonly Address[];
  /** [T + 1, B, H]: the gradient of h, the initial one first. Empty unless differentiated. */
  readonly dh: Address;
  /** [B, H] for each state: the gradient that is carried backwards. That of h, which is not carried, is its last row of `dh`. */
  readonly carries: readonly Address[];
  /** [T, B, H] for each saved value that does not fit into a gate's column. */
  readonly #saved: ReadonlyMap<string, Address>;

  constructor(
    readonly scope: Scope,
    readonly cell: Cell,
    readonly plan: StepPlan,
    readonly sizes: Sizes,
    readonly differentiated: boolean,
  ) {
    const { T, B, H, G, P } = sizes;
    this.gates = scope.allocate(T * B * G * H);
    this.recurrent = P === 0 ? 0 : scope.allocate(T * B * P * H);
    this.states = cell.states.map(() => scope.allocate((T + 1) * B * H));
    this.dh = differentiated ? scope.allocateZeros((T + 1) * B * H) : 0;
    this.carries = cell.states.map((name) => {
      if (!differentiated) return 0;
      return name === 'h' ? this.rowOfState(this.dh, T) : scope.allocateZeros(B * H);
    });
    this.#saved = new Map(
      plan.kernels.saved.flatMap((name, index) =>
        (plan.savedPlaces[index] as number) < 0 ? [[name, scope.allocate(T * B * H)] as const] : [],
      ),
    );
  }

  /** The address of row `t` of an array `[T, B, H]` or `[T + 1, B, H]`. */
  rowOfState(address: Address, t: number): Address {
    return address + this.bytes(t * this.sizes.B * this.sizes.H);
  }

  /** The gates' products of the sum gates at step `t`, as the target of the recurrent product. */
  sumsAt(t: number): Matrix {
    const { B, H, G, S } = this.sizes;
    return new Matrix(this.gates + this.bytes(t * B * G * H), B, S * H, G * H);
  }

  /** The recurrent products of the split gates at step `t`. */
  splitsAt(t: number): Matrix {
    const { B, H, P } = this.sizes;
    return new Matrix(this.recurrent + this.bytes(t * B * P * H), B, P * H);
  }

  /** Where the forward kernel finds its operands at step 0. */
  forwardPlacements(): Map<string, Placement> {
    const placements = this.#common(0, 1);
    return placements;
  }

  /** Where the backward kernel finds its operands at the last step. */
  backwardPlacements(): Map<string, Placement> {
    const { T } = this.sizes;
    const placements = this.#common(T - 1, -1);
    const { sumGates, splitGates, states } = this.cell;
    [...sumGates, ...splitGates].forEach((gate, index) => {
      placements.set(gateGradient(gate), this.#gateColumn(index, T - 1, -1));
    });
    splitGates.forEach((gate, index) => {
      placements.set(recurrentGradient(gate), this.#splitColumn(index, T - 1, -1));
    });
    states.forEach((name, index) => {
      if (name === 'h') {
        placements.set(gradientName(name), this.#stateRow(this.dh, T, -1));
        placements.set(gradientName(previousOperand(name)), this.#stateRow(this.dh, T - 1, -1));
      } else {
        const carry = { address: this.carries[index] as Address, rowStride: this.sizes.H, move: 0 };
        placements.set(gradientName(name), carry);
        placements.set(gradientName(previousOperand(name)), carry);
      }
    });
    return placements;
  }

  #common(t: number, direction: 1 | -1): Map<string, Placement> {
    const { sumGates, splitGates, states } = this.cell;
    const placements = new Map<string, Placement>();
    [...sumGates, ...splitGates].forEach((gate, index) => {
      placements.set(inputOperand(gate), this.#gateColumn(index, t, direction));
    });
    splitGates.forEach((gate, index) => {
      placements.set(recurrentOperand(gate), this.#splitColumn(index, t, direction));
    });
    states.forEach((name, index) => {
      const address = this.states[index] as Address;
      placements.set(previousOperand(name), this.#stateRow(address, t, direction));
      placements.set(name, this.#stateRow(address, t + 1, direction));
    });
    this.plan.kernels.saved.forEach((name, index) => {
      const own = this.#saved.get(name);
      const place = this.plan.savedPlaces[index] as number;
      placements.set(
        name,
        own === undefined ? this.#gateColumn(place, t, direction) : this.#stateRow(own, t, direction),
      );
    });
    return placements;
  }

  #gateColumn(index: number, t: number, direction: 1 | -1): Placement {
    return this.#column(this.gates, this.sizes.G, index, t, direction);
  }

  #splitColumn(index: number, t: number, direction: 1 | -1): Placement {
    return this.#column(this.recurrent, this.sizes.P, index, t, direction);
  }

  #column(address: Address, columns: number, index: number, t: number, direction: 1 | -1): Placement {
    const { B, H } = this.sizes;
    const step = this.bytes(B * columns * H);
    return {
      address: address + t * step + this.bytes(index * H),
      rowStride: columns * H,
      move: direction * step,
    };
  }

  #stateRow(address: Address, t: number, direction: 1 | -1): Placement {
    const { B, H } = this.sizes;
    return { address: this.rowOfState(address, t), rowStride: H, move: direction * this.bytes(B * H) };
  }

  /** The size of so many numbers. */
  bytes(elements: number): number {
    return elements * this.scope.memory.elementBytes;
  }
}
