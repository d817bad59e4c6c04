import type { Address } from '../../../memory/block-allocator.js';
import type { PreparedMatrix } from '../../matrix.js';
import { PANEL_COLUMNS } from './pack.js';

/**
 * A right-hand side in the order in which tiles read it: blocks of `depthBlock` rows; in each the full panels one after the
 * other, a panel being [rows of the block, 8]; after all blocks the incomplete panel, [rows, 4 or 8], filled with zeros.
 */
export class PackedMatrix implements PreparedMatrix {
  constructor(
    readonly address: Address,
    readonly rows: number,
    readonly columns: number,
  ) {}
}

/** The bytes of a packed matrix. */
export function packedBytes(rows: number, columns: number): number {
  const half = PANEL_COLUMNS / 2;
  return 4 * rows * Math.ceil(columns / half) * half + 4 * rows * half;
}
