import type { Expression } from '../../equation/expression.js';
import type { OperandKind, PointwiseProgram } from '../../equation/program.js';
import type { Address } from '../../memory/block-allocator.js';
import type { LinearMemory } from '../../memory/linear-memory.js';
import { SLOT } from '../pointwise/argument-block.js';

/** How a pointwise program can be cut into shares. */
export interface PointwiseCut {
  /** Whether shares may be rows. They may not if sums run over the rows. */
  readonly byRows: boolean;
  /** Whether shares may be columns. They may not if sums run along the rows. */
  readonly byColumns: boolean;
  /** Whether it computes exponentials or their kin. */
  readonly hasFunctions: boolean;
  /** The bytes of an argument block. */
  readonly blockBytes: number;
  /** The kind of each slot, and the bytes of its elements. */
  readonly slots: readonly { readonly kind: OperandKind; readonly bytes: number }[];
}

/** Returns how a program can be cut. Sums are never cut. */
export function pointwiseCut({ inputs, outputs }: PointwiseProgram): PointwiseCut {
  const slots = [
    ...inputs.map(({ kind }) => ({ kind, bytes: 4 })),
    ...outputs.map(({ kind }) => ({ kind, bytes: kind === 'full' ? 4 : 8 })),
  ];
  return {
    byRows: outputs.every(({ kind }) => kind !== 'row'),
    byColumns: outputs.every(({ kind }) => kind !== 'column'),
    hasFunctions: outputs.some(({ value }) => computesFunctions(value, new Set())),
    blockBytes: slots.length * SLOT.bytes,
    slots,
  };
}

/**
 * Writes to `share` the argument block of the share that begins at row `row` and column `column` of
 * the arrays in `block`.
 */
export function writeShare(
  memory: LinearMemory,
  { slots }: PointwiseCut,
  block: Address,
  share: Address,
  row: number,
  column: number,
): void {
  const { ints } = memory;
  for (let slot = 0; slot < slots.length; slot++) {
    const { kind, bytes } = slots[slot] as PointwiseCut['slots'][number];
    const from = (block + slot * SLOT.bytes) / 4;
    const to = (share + slot * SLOT.bytes) / 4;
    for (let word = 0; word < SLOT.bytes / 4; word++) ints[to + word] = ints[from + word] as number;
    if (kind === 'uniform') continue;
    const rows = kind === 'row' ? 0 : row * (ints[from + SLOT.rowStride / 4] as number);
    const columns = kind === 'column' ? 0 : column * bytes;
    ints[to] = (ints[from] as number) + rows + columns;
  }
}

function computesFunctions(expression: Expression, seen: Set<Expression>): boolean {
  if (expression.kind !== 'call' || seen.has(expression)) return false;
  seen.add(expression);
  const { primitive, row } = expression;
  if (row.expensive === true && primitive !== 'div' && primitive !== 'sqrt') return true;
  return expression.arguments.some((argument) => computesFunctions(argument, seen));
}
