import type { PointwiseProgram } from '../../equation/program.js';
import type { Address } from '../../memory/block-allocator.js';
import type { LinearMemory } from '../../memory/linear-memory.js';

/** The bytes of one slot of an argument block. */
const SLOT_BYTES = 16;

/** The offsets of the numbers of a slot in bytes, for the generators of kernels. */
export const SLOT = { bytes: SLOT_BYTES, address: 0, rowStride: 4, timeStride: 8, value: 0 } as const;

/**
 * The arguments of a pointwise kernel: one slot for each input and then each output of the program,
 * in its order. A slot is written once and serves every run: the kernel is told the time step.
 *
 * A slot of an array has three int32: the address at time step 0, the distance from one row to the
 * next, and the distance from one time step to the next, both in bytes. The row stride of a `row`
 * does not count. A slot of a uniform has its number, of the precision of the memory.
 */
export class ArgumentBlock {
  private constructor(
    readonly memory: LinearMemory,
    readonly address: Address,
  ) {}

  /** Allocates a block in the arena of the memory. */
  static inArena(memory: LinearMemory, program: PointwiseProgram): ArgumentBlock {
    return new ArgumentBlock(memory, memory.arena.allocate(bytesOf(program)));
  }

  /** Allocates `count` blocks that are freed when `owner` is garbage-collected. */
  static ownedBy(
    owner: object,
    memory: LinearMemory,
    program: PointwiseProgram,
    count: number,
  ): readonly ArgumentBlock[] {
    const bytes = bytesOf(program);
    const first = memory.allocateFor(owner, bytes * count);
    return Array.from({ length: count }, (_, i) => new ArgumentBlock(memory, first + i * bytes));
  }

  /**
   * Writes the slot of an array. Strides are in bytes. Throws a `RangeError` for address 0, which
   * no array has, so that a forgotten address is never written to.
   */
  setArray(slot: number, address: Address, rowStride: number, timeStride = 0): void {
    if (address === 0) throw new RangeError(`ArgumentBlock: slot ${slot} has no address.`);
    const { memory } = this;
    const place = this.address + slot * SLOT_BYTES;
    memory.writeInteger(place + SLOT.address, address);
    memory.writeInteger(place + SLOT.rowStride, rowStride);
    memory.writeInteger(place + SLOT.timeStride, timeStride);
  }

  /** Writes the slot of a uniform. */
  setUniform(slot: number, value: number): void {
    this.memory.writeNumber(this.address + slot * SLOT_BYTES + SLOT.value, value);
  }
}

function bytesOf({ inputs, outputs }: PointwiseProgram): number {
  return (inputs.length + outputs.length) * SLOT_BYTES;
}
