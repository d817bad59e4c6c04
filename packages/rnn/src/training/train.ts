import { ArgumentError, evaluate } from '@tbptt/core';
import type { Sequence, State, Unrollable } from '../recurrent.js';
import { readThrough } from './burn-in.js';
import { readWindow } from './read-window.js';
import { spanAfter } from './spans.js';
import type { Stream } from './stream.js';
import type { TrainingPlan } from './training-options.js';
import { windowRun } from './window-run.js';

/** The place of training after an update. */
export interface Position {
  /** The number of the update, from 0. */
  readonly step: number;
  /** The number of the pass through the stream, from 0. */
  readonly epoch: number;
  /** The update took the losses of the steps `start <= t < end` of the stream. */
  readonly start: number;
  readonly end: number;
  /** The earliest step to which the losses were propagated back. */
  readonly from: number;
  /** The number of counted positions so far, over all lanes and epochs. */
  readonly seen: number;
}

/** The result of an update. */
export interface Update<S extends State> {
  /** The loss of the counted steps, computed before the parameters change. */
  readonly loss: number;
  /** The number of counted positions, at least 1. */
  readonly count: number;
  readonly position: Position;
  /** The state after the last step: an ordinary value, to keep, to fork or to continue from. */
  readonly state: S;
}

/** The part of an update that has been made: its windows so far. */
interface Progress {
  readonly windows: number;
  readonly from: number;
  readonly start: number;
  readonly count: number;
  /** The loss, summed over positions if it averages over them. */
  readonly sum: number;
}

/**
 * Trains window by window. `counted` maps the steps between two windows to the number of final
 * steps whose losses are counted.
 */
export function* train<S extends State, X extends Sequence, Y>(
  operation: string,
  model: Unrollable<S>,
  stream: Stream<X, Y>,
  plan: TrainingPlan<S, Y>,
  counted: (steps: number) => number,
): Generator<Update<S>, void, void> {
  const { optimizer, accumulator, loss, epochs, burnIn, accumulate, weightByLength, k1, k2 } = plan;
  const cutting = {
    first: burnIn,
    // A stream of unknown length says where it ends once it knows, so its length is asked for at every window.
    get last() {
      return stream.length;
    },
    k2,
    counted,
  };
  const before = optimizer.steps ?? 0;
  accumulator?.discard?.();
  let [step, seen] = [0, 0];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const seenBefore = seen;
    // It is undefined while a window begins with the model's initial state, which is made inside
    // each step because it may be learned.
    let entering = epoch === 0 ? plan.state : undefined;
    if (burnIn > 0) entering = readThrough(operation, model, stream, 0, burnIn, entering, k1(before + step));
    let update: Progress | undefined;
    for (let read = burnIn; read < stream.length; ) {
      const steps = k1(before + step);
      const span = spanAfter(cutting, read, steps);
      read += steps;
      const window = readWindow(operation, stream, span.start, span.end - span.start);
      const { count } = window;
      const opened: Progress = update ?? { windows: 0, from: span.from, start: span.start, count: 0, sum: 0 };
      const ends = opened.windows + 1 === accumulate || read >= stream.length;
      const updates = ends && opened.count + count > 0;
      const next = spanAfter(cutting, read, k1(before + step + (updates ? 1 : 0))).from;
      const run = windowRun(operation, model, stream, window, { span, next, entering });

      // Where nothing counts there is no loss to average: the window is read for its state, and
      // adds no gradient.
      const weight = weightByLength ? count / (accumulate * span.whole * stream.lanes) : 1;
      const forward = () => run.forward(loss, weight);
      const outcome =
        count === 0
          ? { ...evaluate(() => run.advance()), loss: 0 }
          : accumulator === undefined
            ? optimizer.step(forward)
            : accumulator.accumulate(forward);
      if (next > span.from) entering = outcome.carried ?? outcome.after;
      seen += count;
      update = {
        ...opened,
        windows: opened.windows + 1,
        count: opened.count + count,
        sum: opened.sum + (count === 0 ? 0 : (outcome.loss / weight) * (weightByLength ? count : 1)),
      };
      if (!ends) continue;
      const { from, start, count: total, sum } = update;
      update = undefined;
      if (!updates) continue;
      accumulator?.update();
      yield {
        loss: weightByLength ? sum / total : sum,
        count: total,
        position: { step, epoch, start, end: span.end, from, seen },
        state: outcome.after,
      };
      step++;
    }
    if (seen === seenBefore) throw nothingCounts(operation, burnIn, stream.length);
  }
}

function nothingCounts(operation: string, first: number, last: number): ArgumentError {
  return new ArgumentError(
    operation,
    `no target of the steps ${first} to ${last} of the stream counts: the count of every window is 0, so there is nothing to learn from.`,
  );
}
