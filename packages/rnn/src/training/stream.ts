import type { Indices } from '@tbptt/core';
import type { LaneOptions, Sequence } from '../recurrent.js';

/**
 * Some steps of a stream, time-major. `resets` say where a lane starts anew, because another document begins there, and `lengths` how many of these steps
 * a lane has; none and all if not given.
 */
export interface StreamWindow<X extends Sequence = Indices, Y = Indices> extends LaneOptions {
  /** [T, B] or [T, B, D] */
  readonly inputs: X;
  /** What the outputs are compared with, as the loss takes it. */
  readonly targets: Y;
  /** How many positions count: T B, or less where lanes have ended. */
  readonly count: number;
}

/** B sequences side by side, read window by window: `Lanes` of `@tbptt/data`, or anything of this form. */
export interface Stream<X extends Sequence = Indices, Y = Indices> {
  /** B */
  readonly lanes: number;
  /** Steps of the longest lane. */
  readonly length: number;
  /** The steps `start` to `start + length`, or to the end of the stream if that comes first. */
  window(start: number, length: number): StreamWindow<X, Y>;
}
