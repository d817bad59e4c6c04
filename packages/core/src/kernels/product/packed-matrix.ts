import type { Address } from '../../memory/block-allocator.js';
import type { PreparedMatrix } from '../matrix.js';

/** A right-hand side packed for the products of one tile shape; `RightHandSide` says in which order. */
export class PackedMatrix implements PreparedMatrix {
  constructor(
    readonly address: Address,
    readonly rows: number,
    readonly columns: number,
    /** The columns of the tiles it was packed for. */
    readonly panelColumns: number,
    /** The steps over k in a block of it. */
    readonly depthBlock: number,
  ) {}
}
