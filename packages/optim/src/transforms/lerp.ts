import { add, type Expression, less, mul, type Scalar, select, sub } from '@tbptt/core/equation';

/** The shares of the end and of the start in a linear interpolation. Their sum is 1. */
export interface Shares {
  readonly end: Scalar;
  readonly start: Scalar;
}

/** The point from which an interpolation is computed. */
export type Side = 'start' | 'end';

/** Returns the side for a share of the end that is known: the nearer one. */
export function nearerSide(shareOfEnd: number): Side {
  return shareOfEnd < 0.5 ? 'start' : 'end';
}

/**
 * Returns the linear interpolation between `start` and `end`, computed from the nearer side, as
 * PyTorch's `lerp` does: `start + share (end - start)` if the share is less than 1/2, and `end - (1
 * - share)(end - start)` otherwise. So a share of 1 gives the end to the last bit, however large
 * the start is. If `side` is not given, it follows from the share in the kernel.
 */
export function lerp(start: Expression, end: Expression, shares: Shares, side?: Side): Expression {
  const distance = sub(end, start);
  const fromStart = add(start, mul(shares.end, distance));
  const fromEnd = sub(end, mul(shares.start, distance));
  if (side === undefined) return select(less(shares.end, 0.5), fromStart, fromEnd);
  return side === 'start' ? fromStart : fromEnd;
}
