import type { Address } from '../../memory/block-allocator.js';
import type { PreparedMatrix } from '../matrix.js';

/** A right-hand side packed for the products of one tile shape. `RightHandSide` describes the order. */
export class PackedMatrix implements PreparedMatrix {
  constructor(
    readonly address: Address,
    readonly rows: number,
    readonly columns: number,
    /** The columns of the tiles for which it was packed. */
    readonly panelColumns: number,
    /** The number of steps over k in a block. */
    readonly depthBlock: number,
  ) {}
}
