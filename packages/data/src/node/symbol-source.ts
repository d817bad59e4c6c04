/** Some consecutive symbols of a file. */
export interface SymbolBlock {
  /** The position of the first one in the file. */
  readonly start: number;
  /** Their ids, in the narrowest array that holds them. */
  readonly ids: Uint8Array | Uint16Array | Int32Array;
}

/** A file of symbols that is read in blocks: a `TextFile` or a `SymbolFile`. */
export interface SymbolSource {
  /** The file. */
  readonly path: string;
  /** `N`, the number of symbols. */
  readonly length: number;
  /** Returns the block that has the symbol at `position`. */
  blockAt(position: number): SymbolBlock;
}

/** Returns an array for ids less than `symbols`. */
export function narrowest(symbols: number): new (length: number) => SymbolBlock['ids'] {
  return symbols <= 2 ** 8 ? Uint8Array : symbols <= 2 ** 16 ? Uint16Array : Int32Array;
}
