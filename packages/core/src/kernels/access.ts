import { type Code, v128 } from '../wasm/instructions.js';

/** How elements are read and written; `offset` is in bytes. */
export interface Access {
  /** How many at a time. */
  readonly elements: number;
  readonly load: (address: Code, offset?: number) => Code;
  readonly store: (address: Code, value: Code, offset?: number) => Code;
}

/** A whole vector. */
export const FOUR: Access = { elements: 4, load: v128.load, store: v128.store };

/** A single element, in lane 0: what is left at the end of a row. */
export const ONE: Access = {
  elements: 1,
  load: v128.load32Zero,
  store: (address, value, offset) => v128.store32Lane(address, value, 0, offset),
};
