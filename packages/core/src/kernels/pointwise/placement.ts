import type { OperandKind, PointwiseProgram, ProgramOutput } from '../../equation/program.js';
import type { FunctionBuilder, Local } from '../../wasm/assembler.js';
import { type Code, i32 } from '../../wasm/instructions.js';
import { SLOT } from './argument-block.js';

/** An operand or result in memory: the start of its present row, and its slot of the argument block. */
export interface Placed {
  readonly start: Local;
  readonly slot: number;
  readonly kind: Exclude<OperandKind, 'uniform'>;
}

/** The places of operands and results, in locals that are read from the argument block. */
export class Placement {
  readonly operands = new Map<string, Placed>();
  readonly results = new Map<ProgramOutput, Placed>();

  /**
   * Emits the code that reads the argument block at `block` for time step `step`. Inputs for which
   * `isUsed` is false are left out.
   */
  constructor(
    { inputs, outputs }: PointwiseProgram,
    readonly f: FunctionBuilder,
    readonly block: Code,
    step: Code,
    isUsed: (name: string) => boolean,
  ) {
    const place = (slot: number, kind: Placed['kind']): Placed => {
      const at = slot * SLOT.bytes;
      const moved = i32.mul(step, i32.load(block, at + SLOT.timeStride));
      return { start: f.let('i32', i32.add(i32.load(block, at + SLOT.address), moved)), slot, kind };
    };
    inputs.forEach(({ name, kind }, slot) => {
      if (kind !== 'uniform' && isUsed(name)) this.operands.set(name, place(slot, kind));
    });
    outputs.forEach((output, index) => {
      this.results.set(output, place(inputs.length + index, output.kind));
    });
  }

  /**
   * Moves to the next row. Strides remain in the argument block, because locals are scarce and rows
   * are long.
   */
  nextRow(): void {
    for (const { start, slot, kind } of [...this.operands.values(), ...this.results.values()]) {
      if (kind === 'row') continue;
      this.f.increment(start, i32.load(this.block, slot * SLOT.bytes + SLOT.rowStride));
    }
  }
}

/** Returns the address of the element `offset` bytes into the present row. */
export function addressOf({ start }: Placed, offset: Local): Code {
  return i32.add(start.get, offset.get);
}
