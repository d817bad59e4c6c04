import type { Indices } from '@tbptt/core';
import type { LaneOptions, Sequence } from '../recurrent.js';

/**
 * Some steps of a stream, time-major, with the steps at which lanes start anew (`resets`) and end
 * (`lengths`).
 */
export interface StreamWindow<X extends Sequence = Indices, Y = Indices> extends LaneOptions {
  /** [T, B] or [T, B, D] */
  readonly inputs: X;
  /** The targets of the loss, in the form that it takes. */
  readonly targets: Y;
  /**
   * The number of positions over which the loss is a mean: T B, or fewer if lanes have ended or
   * targets are `IGNORED`. If it is 0, the window is read for its state only and the loss is not
   * computed.
   */
  readonly count: number;
}

/** B sequences that are read side by side, window by window, such as `Lanes` of `@tbptt/data`. */
export interface Stream<X extends Sequence = Indices, Y = Indices> {
  /** B */
  readonly lanes: number;
  /**
   * The number of steps of the longest lane; `Infinity` for a stream without end. A stream that does
   * not know its end yet says `Infinity` until it does; training asks again for every window.
   */
  readonly length: number;
  /**
   * Returns the steps from `start` on, exactly `length` of them, with all B lanes. Only steps of
   * the stream are requested: `start + length` is at most `this.length`. A window is read
   * synchronously, so what must be waited for is loaded before.
   */
  window(start: number, length: number): StreamWindow<X, Y>;
}
