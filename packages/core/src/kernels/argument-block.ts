import type { Address } from '../memory/block-allocator.js';
import type { LinearMemory } from '../memory/linear-memory.js';
import { type OperandKind, type PointwiseProgram, SLOT_BYTES } from './pointwise.js';

/** The bytes of the argument block of a program. */
export function blockBytes(program: PointwiseProgram): number {
  return (program.inputs.length + program.outputs.length) * SLOT_BYTES;
}

/** The slots of a program's argument block, in order: its inputs, then its outputs. */
export function slotsOf(
  program: PointwiseProgram,
): readonly { readonly name: string; readonly kind: OperandKind }[] {
  return [...program.inputs, ...program.outputs];
}

/** The byte addresses, within the block at `block`, of all slots of that name. */
export function slotAddresses(program: PointwiseProgram, block: Address, name: string): Address[] {
  return slotsOf(program).flatMap((slot, index) => (slot.name === name ? [block + index * SLOT_BYTES] : []));
}

/** Writes where a full or row operand lies; `rowStride` in elements. */
export function placeOperand(memory: LinearMemory, slot: Address, address: Address, rowStride: number): void {
  const { ints } = memory;
  ints[slot / 4] = address;
  ints[slot / 4 + 1] = rowStride * memory.elementBytes;
}

/** Writes a uniform. */
export function placeUniform(memory: LinearMemory, slot: Address, value: number): void {
  memory.floats[memory.indexOf(slot)] = value;
}
