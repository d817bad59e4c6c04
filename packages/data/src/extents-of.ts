import { COUNT, isInRange, isList } from './arguments.js';

/** A shape that a caller gave. */
export interface Extents {
  /** The elements of the shape, which may not be lengths. Empty if the shape is not a list. */
  readonly extents: readonly unknown[];
  /** Whether they are lengths of at least one axis whose product is the number of elements. */
  readonly fits: boolean;
}

/** Returns the lengths of a shape, and whether an array of `elements` numbers fills it. */
export function extentsOf(shape: unknown, elements: number): Extents {
  const extents: readonly unknown[] = isList(shape) ? Array.from(shape) : [];
  const product = extents.reduce<number>(
    (size, extent) => (isInRange(extent, COUNT) ? size * extent : Number.NaN),
    1,
  );
  return { extents, fits: extents.length > 0 && product === elements };
}
