import { ArgumentError } from '@tbptt/core';
import type { Recurrent, Sequence, State } from '../recurrent.js';
import { checkBurnIn, readThrough } from './burn-in.js';
import { type Cutting, spans } from './spans.js';
import { type Stepper, stepHalves } from './stepper.js';
import type { Stream } from './stream.js';
import { type SequenceLoss, windowRun } from './window-run.js';

/** What every way to train through time is told. */
export interface TrainingOptions<S extends State, Y> {
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
   * How many windows an update takes, their gradients accumulated and the state carried from one to the next; 1 if not given. The last update of
   * an epoch may take fewer.
   */
  readonly accumulate?: number;
  /**
   * Whether the gradient of a window is scaled by its share of the positions of a whole update, so that every position weighs the same under a loss
   * that averages, wherever the stream ends and however many windows an update takes. True if not given; say false for a loss that sums.
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

/** What training yields after each update. */
export interface Update<S extends State> {
  /** The loss of the steps of this update, before it. */
  readonly loss: number;
  /** How many positions that loss is taken over. */
  readonly count: number;
  readonly position: Position;
  /** The state after the last step: an ordinary value, to keep, to fork or to go on from. */
  readonly state: S;
}

/** Trains window by window, as `cut` says. */
export function* train<S extends State, X extends Sequence, Y>(
  operation: string,
  model: Recurrent<S>,
  stream: Stream<X, Y>,
  options: TrainingOptions<S, Y>,
  cut: Pick<Cutting, 'k1' | 'k2' | 'counted'>,
): Generator<Update<S>, void, void> {
  const { optimizer, loss, epochs = 1, burnIn = 0, accumulate = 1, weightByLength = true } = options;
  checkWhole(operation, 'epochs', epochs);
  checkWhole(operation, 'accumulate', accumulate);
  checkBurnIn(operation, burnIn, stream.length);
  const steps = stepHalves(operation, optimizer, accumulate);
  const cutting = { ...cut, first: burnIn, last: stream.length, windows: accumulate };
  const before = optimizer.steps ?? 0;
  let [step, seen] = [0, 0];
  for (let epoch = 0; epoch < epochs; epoch++) {
    // Undefined as long as a window begins with the model's initial state: it is made inside each step, since it may be learned.
    let entering = epoch === 0 ? options.state : undefined;
    if (burnIn > 0) entering = readThrough(model, stream, 0, burnIn, entering, cut.k1(before + step));
    let [from, start, count, sum] = [0, 0, 0, 0];
    for (const span of spans(cutting, before + step)) {
      if (span.opens) [from, start, count, sum] = [span.from, span.start, 0, 0];
      const run = windowRun(model, stream, span, entering);
      const weight = weightByLength ? run.count / (accumulate * span.whole * stream.lanes) : 1;
      const outcome = steps.differentiate(() => run.forward(loss, weight));
      if (span.next > span.from) entering = outcome.carried ?? outcome.after;
      count += run.count;
      seen += run.count;
      sum += (outcome.loss / weight) * (weightByLength ? run.count : 1);
      if (!span.closes) continue;
      steps.update();
      yield {
        loss: weightByLength ? sum / count : sum,
        count,
        position: { step, epoch, start, end: span.end, from, seen },
        state: outcome.after,
      };
      step++;
    }
  }
}

function checkWhole(operation: string, name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new ArgumentError(operation, `${name} is ${value}; it must be a whole number of at least 1.`);
}
