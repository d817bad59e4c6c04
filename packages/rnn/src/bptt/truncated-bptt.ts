import {
  ArgumentError,
  concat,
  type Indices,
  multiply,
  type Outcome,
  type StepResult,
  type Tensor,
} from '@tbptt/core';
import type { Recurrent, Sequence, State } from '../recurrent.js';
import { checkBurnIn, readThrough } from './burn-in.js';
import { cutPoints } from './cut-points.js';

/** Some steps of a stream, time-major. */
export interface StreamWindow<X extends Sequence = Indices, Y = Indices> {
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

/** What makes steps: an `Optimizer` of `@tbptt/optim`, or a function that only differentiates. */
export interface Stepper {
  step<R extends StepResult>(closure: () => R): Outcome<R>;
}

/** Compares the outputs [T, B, ...] of a window with its targets; one number. */
export type SequenceLoss<Y> = (outputs: Tensor, targets: Y) => Tensor;

/** Options of `truncatedBPTT`. */
export interface TruncatedBPTTOptions<S extends State, Y> {
  /** How many steps lie between two updates. */
  readonly k1: number;
  /** How many steps at most an update is propagated back; k1 if not given, and never less. */
  readonly k2?: number;
  readonly optimizer: Stepper;
  /** Such as `crossEntropy`, which averages over the positions. */
  readonly loss: SequenceLoss<Y>;
  /** How often the stream is read; 1 if not given. The state starts anew each time. */
  readonly epochs?: number;
  /** The state at the start of the first epoch; the model's initial state if not given, into which gradients flow if it is learned. */
  readonly state?: S;
  /**
   * How many steps at the start of the stream are read but not counted: they give the network a state, and no loss and no gradient comes from
   * them. 0 if not given, less than the length of the stream.
   */
  readonly burnIn?: number;
  /**
   * Whether the gradient of a window with fewer positions than k1 B (the ragged end of a stream) is scaled by its share of them, so that every
   * position weighs the same under a loss that averages. True if not given; say false for a loss that sums.
   */
  readonly weightByLength?: boolean;
}

/** Where training stands after an update. */
export interface Position {
  /** The number of the update, from 0. */
  readonly step: number;
  /** The number of the pass through the stream, from 0. */
  readonly epoch: number;
  /** The steps of the stream whose losses this update took: `start <= t < end`. */
  readonly start: number;
  readonly end: number;
  /** The step of the stream to which it was propagated back. */
  readonly from: number;
  /** Positions trained on so far, over all lanes and epochs. */
  readonly seen: number;
}

/** What `truncatedBPTT` yields after each update. */
export interface Update<S extends State> {
  /** The loss of the steps of this update, before it. */
  readonly loss: number;
  /** How many positions that loss is taken over. */
  readonly count: number;
  readonly position: Position;
  /** The state after the last step: an ordinary value, to keep, to fork or to go on from. */
  readonly state: S;
}

/**
 * Truncated back-propagation through time, TBPTT(k1, k2): after every k1 steps the loss of those k1 steps is propagated at
 * most k2 steps back, and the parameters are updated (Williams & Peng 1990, BPTT(h; h')). Every loss counts once. The state that enters a
 * window is a constant, the state that leaves it is carried on. With k2 not less than the length of the stream this is full back-propagation.
 *
 * For k2 > k1 the steps before the last k1 are run again from the state that was carried to their start, with the present parameters.
 *
 * A generator: it trains as long as it is asked for the next update, so `break` stops it, and progress, checkpoints and early
 * stopping attach from outside.
 */
export function* truncatedBPTT<S extends State, X extends Sequence = Indices, Y = Indices>(
  model: Recurrent<S>,
  stream: Stream<X, Y>,
  options: TruncatedBPTTOptions<S, Y>,
): Generator<Update<S>, void, void> {
  const { k1, k2 = k1, optimizer, loss, epochs = 1, burnIn = 0, weightByLength = true } = options;
  check(k1, k2, epochs);
  checkBurnIn('truncatedBPTT', burnIn, stream.length);
  let step = 0;
  let seen = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    // Undefined as long as a window begins with the model's initial state: it is made inside each step, since it may be learned.
    let entering = epoch === 0 ? options.state : undefined;
    if (burnIn > 0) entering = readThrough(model, stream, 0, burnIn, entering, k1);
    for (let start = burnIn; start < stream.length; start += k1) {
      const end = Math.min(start + k1, stream.length);
      const from = Math.max(burnIn, start + k1 - k2);
      const next = Math.max(burnIn, start + 2 * k1 - k2);
      const counted = stream.window(start, end - start);
      const parts = cutPoints(from, [start, next], end).map(([first, last]) => ({
        first,
        last,
        inputs: first === start && last === end ? counted.inputs : stream.window(first, last - first).inputs,
      }));
      const weight = weightByLength ? counted.count / (k1 * stream.lanes) : 1;

      const outcome = optimizer.step(() => {
        let state = entering ?? model.initialState(stream.lanes);
        let carried = state;
        const outputs: Tensor[] = [];
        for (const { first, last, inputs } of parts) {
          const unrolled = model.unroll(inputs, state);
          state = unrolled.state;
          if (last === next) carried = state;
          if (first >= start) outputs.push(unrolled.outputs);
        }
        const total = loss(joined(outputs), counted.targets);
        return { loss: weight === 1 ? total : multiply(total, weight), after: state, carried };
      });
      seen += counted.count;
      if (next > from) entering = outcome.carried;
      yield {
        loss: outcome.loss / weight,
        count: counted.count,
        position: { step, epoch, start, end, from, seen },
        state: outcome.after,
      };
      step++;
    }
  }
}

function joined(outputs: readonly Tensor[]): Tensor {
  const [only] = outputs;
  return only !== undefined && outputs.length === 1 ? only : concat(outputs, 0);
}

function check(k1: number, k2: number, epochs: number): void {
  if (!Number.isInteger(k1) || k1 < 1) {
    throw new ArgumentError(
      'truncatedBPTT',
      `k1 is ${k1}; it must be a whole number of steps of at least 1.`,
    );
  }
  if (k2 !== Number.POSITIVE_INFINITY && (!Number.isInteger(k2) || k2 < k1)) {
    throw new ArgumentError(
      'truncatedBPTT',
      `k2 is ${k2}; it must be a whole number of steps of at least k1 = ${k1}, or Infinity for full back-propagation.`,
    );
  }
  if (!Number.isInteger(epochs) || epochs < 1) {
    throw new ArgumentError('truncatedBPTT', `epochs is ${epochs}; it must be a whole number of at least 1.`);
  }
}
