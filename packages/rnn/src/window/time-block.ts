import {
  type Address,
  blockBytes,
  type LinearMemory,
  type PointwiseProgram,
  placeOperand,
  type Scope,
  SLOT_BYTES,
} from '@tbptt/core/operation';

/** Where an operand lies at the first step that is run, how far apart its rows are, and how far it moves from step to step. */
export interface Placement {
  readonly address: Address;
  /** In elements. */
  readonly rowStride: number;
  /** In bytes; negative when time runs backwards. */
  readonly move: number;
}

/** The argument block of a kernel that runs once per time step: after each run every operand moves on. */
export class TimeBlock {
  readonly address: Address;
  /** Index in `memory.ints` of each slot that moves, and by how many bytes. */
  readonly #slots: number[] = [];
  readonly #moves: number[] = [];
  readonly #memory: LinearMemory;

  /** `placements` are those of the slots of `program`, in order. */
  constructor(scope: Scope, program: PointwiseProgram, placements: readonly Placement[]) {
    const { memory } = scope;
    this.#memory = memory;
    this.address = memory.arena.allocate(blockBytes(program));
    placements.forEach(({ address, rowStride, move }, index) => {
      const slot = this.address + index * SLOT_BYTES;
      placeOperand(memory, slot, address, rowStride);
      if (move === 0) return;
      this.#slots.push(slot / 4);
      this.#moves.push(move);
    });
  }

  /** Moves every operand by one time step. */
  advance(): void {
    const { ints } = this.#memory;
    const slots = this.#slots;
    const moves = this.#moves;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i] as number;
      ints[slot] = (ints[slot] as number) + (moves[i] as number);
    }
  }
}
