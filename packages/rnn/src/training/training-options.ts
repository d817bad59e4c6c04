import { ArgumentError } from '@tbptt/core';
import { type OptionNames, requireRange, SIZE } from '@tbptt/core/operation';
import { requireFlag, requireGivenOptions, requireUnrollable } from '../arguments.js';
import { requireCausal } from '../causal.js';
import type { Sequence, State, Unrollable } from '../recurrent.js';
import { requireBurnIn, requireLoss } from './arguments.js';
import { type CompensatedSchedule, compensatedSchedule } from './compensated-schedule.js';
import { type Continuation, type Start, startAfter } from './continuation.js';
import { requireStream } from './read-window.js';
import type { SequenceLoss } from './sequence-loss.js';
import type { WindowSchedule } from './spans.js';
import { type Accumulator, requireAccumulator, requireStepper, type Stepper } from './stepper.js';
import type { Stream } from './stream.js';
import { k2Of, type WindowChoice } from './window-choice.js';
import { type WindowLengths, windowLengths } from './window-lengths.js';
import { requireMemory, type WindowMemory } from './window-memory.js';

/** Options of every way to train through time. */
export interface TrainingOptions<S extends State, Y> {
  /** The optimizer, which makes the updates: `new Optimizer(model, adam())`. */
  readonly optimizer: Stepper;
  /**
   * The loss of the counted steps. It averages over the counted positions, as `crossEntropy` does;
   * see `weightByLength`.
   */
  readonly loss: SequenceLoss<Y>;
  /**
   * The number of passes through the stream, counted from the first epoch of the run. `Infinity`
   * trains until the loop ends. The state starts anew in each of them. Default: 1.
   */
  readonly epochs?: number;
  /**
   * The state at the start of the first epoch. Default: the model's initial state, into which
   * gradients flow if it is learned.
   */
  readonly state?: S;
  /**
   * The update after which the run continues, such as one that `restoreCheckpoint` returns. Steps,
   * epochs and positions are counted on from there. If the model, the optimizer and the random
   * generators are as they were after this update, the rest of the run is the same to the last bit.
   * The other options must be those of the run; `state` has no effect then. Default: none, the run
   * begins.
   */
  readonly after?: Continuation<S> | undefined;
  /**
   * The number of steps at the start of the stream that are read for their state only: no loss and
   * no gradient comes from them. It is less than the length of the stream. Default: 0.
   */
  readonly burnIn?: number;
  /**
   * The number of windows of an update. Their gradients are accumulated, and the state is carried
   * from one to the next. The last update of an epoch may take fewer. More than an epoch has are an
   * epoch. Default: 1.
   */
  readonly accumulate?: number;
  /**
   * Whether the gradient of a window is scaled by its share of the positions of a whole update.
   * Under a loss that averages, every position then has the same weight, wherever the stream ends
   * and however many windows an update takes. Set it to false for a loss that sums. Default: true.
   */
  readonly weightByLength?: boolean;
  /**
   * A way to keep what the gradient of a window needs: `byteBudget(bytes)` of `@tbptt/rnn/online` has exact
   * gradients of windows of any length in bounded memory. Default: everything is kept, which is fastest.
   */
  readonly memory?: WindowMemory;
}

/** The options that every way to train checks: those of all, and the lengths of its windows. */
export interface WindowedOptions<S extends State, Y> extends TrainingOptions<S, Y> {
  readonly k1: number | WindowSchedule;
  readonly k2?: number | WindowChoice;
}

const NAMES: OptionNames<WindowedOptions<State, unknown>> = {
  k1: true,
  k2: true,
  optimizer: true,
  loss: true,
  epochs: true,
  state: true,
  after: true,
  burnIn: true,
  accumulate: true,
  weightByLength: true,
  memory: true,
};

/** Checked options, with their defaults. */
export interface TrainingPlan<S extends State, Y> extends WindowLengths {
  readonly optimizer: Stepper;
  /** The optimizer as one that accumulates; undefined if an update takes one window. */
  readonly accumulator: Accumulator | undefined;
  readonly loss: SequenceLoss<Y>;
  readonly epochs: number;
  readonly start: Start<S>;
  readonly burnIn: number;
  readonly accumulate: number;
  readonly weightByLength: boolean;
  /** k1 as a schedule that compensates for what it cuts off, if it is one. */
  readonly compensation: CompensatedSchedule | undefined;
  readonly memory: WindowMemory | undefined;
}

/**
 * Checks everything that can be checked before the first step.
 *
 * @throws ArgumentError if the model, the stream or an option cannot be used
 */
export function trainingPlan<S extends State, X extends Sequence, Y>(
  operation: string,
  model: Unrollable<S>,
  stream: Stream<X, Y>,
  options: WindowedOptions<S, Y>,
): TrainingPlan<S, Y> {
  requireUnrollable(operation, model);
  requireStream(operation, stream);
  requireGivenOptions(operation, options, NAMES);
  const {
    optimizer,
    loss,
    epochs = 1,
    state,
    after,
    burnIn = 0,
    accumulate = 1,
    weightByLength = true,
    memory,
  } = options;
  requireStepper(operation, optimizer);
  requireLoss(operation, loss);
  requireRange(operation, 'epochs', epochs, { ...SIZE, most: Number.POSITIVE_INFINITY });
  requireRange(operation, 'accumulate', accumulate, SIZE);
  requireFlag(operation, 'weightByLength', weightByLength);
  if (memory !== undefined) requireMemory(operation, memory);
  requireBurnIn(operation, burnIn, stream.length);
  const compensation = compensatedSchedule(operation, options.k1, options.k2);
  if (compensation !== undefined && memory !== undefined) throw twoWays(operation);
  const lengths = windowLengths(operation, stream.length - burnIn, options.k1, options.k2);
  const inOneWindow = typeof options.k1 === 'number' && options.k1 >= stream.length && burnIn === 0;
  const start: Start<S> =
    after === undefined
      ? { step: 0, seen: 0, epoch: 0, ...(state !== undefined && { state }) }
      : startAfter(operation, after, {
          epochs,
          burnIn,
          length: stream.length,
          windowFrom: (read, update) => {
            const steps = lengths.k1(optimizer.steps ?? update);
            const { next, k2 } = after.position;
            const from = Math.max(burnIn, read + steps - Math.max(steps, k2Of(lengths, update, k2)));
            // While the windows grow, their beginning stays where it is.
            return lengths.choice === undefined ? from : Math.max(from, next);
          },
        });
  if (!inOneWindow || start.within !== undefined || start.state !== undefined) {
    requireCausal(
      operation,
      model,
      'train on whole sequences: k1: Infinity takes the whole stream as one window, from the initial state',
    );
  }
  const accumulator = accumulate > 1 ? requireAccumulator(operation, optimizer, accumulate) : undefined;
  return {
    optimizer,
    accumulator,
    loss,
    epochs,
    start,
    burnIn,
    accumulate,
    weightByLength,
    compensation,
    memory,
    ...lengths,
  };
}

/** A compensation depends on the place in a window, which the segments of a budget do not know. */
function twoWays(operation: string): ArgumentError {
  return new ArgumentError(
    operation,
    'k1 is a random truncation, and memory is given too; use one of them: random windows are short already.',
  );
}
