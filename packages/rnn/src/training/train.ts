import { ArgumentError, evaluate } from '@tbptt/core';
import type { Sequence, State, Unrollable } from '../recurrent.js';
import { readThrough } from './burn-in.js';
import type { Continuation } from './continuation.js';
import { readWindow } from './read-window.js';
import { type Span, spanAfter } from './spans.js';
import type { Stream } from './stream.js';
import type { TrainingPlan } from './training-options.js';
import { isDue, k2Of, type WindowChoice } from './window-choice.js';
import { windowRun } from './window-run.js';

/** The result of an update. */
export interface Update<S extends State> extends Continuation<S> {
  /** The loss of the counted steps, computed before the parameters change. */
  readonly loss: number;
  /** The number of counted positions, at least 1. */
  readonly count: number;
}

/** The windows of an update so far. */
interface Progress {
  /** The number of windows. */
  readonly windows: number;
  /** The earliest step to which their losses are propagated back. */
  readonly from: number;
  /** Their first step whose loss counts. */
  readonly start: number;
  /** The number of positions that count. */
  readonly count: number;
  /** The sum of the losses over positions, or over windows if the loss sums over positions itself. */
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
  const {
    optimizer,
    accumulator,
    loss,
    epochs,
    burnIn,
    accumulate,
    weightByLength,
    k1,
    choice,
    start: first,
    compensation,
    memory,
  } = plan;
  const runOf = memory?.run ?? windowRun;
  const differentiated = compensation?.over(model) ?? model;
  const cutting = {
    first: burnIn,
    // A stream of unknown length says where it ends once it knows: its length may change at every window.
    get last() {
      return stream.length;
    },
    counted,
  };
  let { step, seen, k2: chosen } = first;
  const before = (optimizer.steps ?? step) - step;
  accumulator?.discard?.();
  for (let { epoch } = first; epoch < epochs; epoch++) {
    const within = epoch === first.epoch ? first.within : undefined;
    let counts = within !== undefined;
    // Undefined while windows begin with the model's initial state, which each step makes anew because it may
    // be learned.
    let entering = within === undefined ? (epoch === first.epoch ? first.state : undefined) : within.entering;
    if (burnIn > 0 && within === undefined) {
      entering = readThrough(operation, model, stream, 0, burnIn, entering, k1(before + step));
    }
    let update: Progress | undefined;
    // The step that `entering` enters: no window begins before it.
    let at = within?.at ?? burnIn;
    for (let read = within?.read ?? burnIn; read < stream.length; ) {
      const steps = k1(before + step);
      if (choice !== undefined && update === undefined && isDue(choice, step)) chosen = undefined;
      const span = spanAfter(cutting, read, steps, k2Of(plan, step, chosen), at);
      read += steps;
      const window = readWindow(operation, stream, span.start, span.end - span.start);
      const { count } = window;
      const opened: Progress = update ?? { windows: 0, from: span.from, start: span.start, count: 0, sum: 0 };
      const ends = opened.windows + 1 === accumulate || read >= stream.length;
      const updates = ends && opened.count + count > 0;
      if (choice !== undefined && chosen === undefined && count > 0 && isLong(choice, span)) {
        const { from, start, end } = span;
        chosen = choice.choose(operation, { model, stream, loss, from, end, k1: end - start, entering });
      }
      const following = step + (updates ? 1 : 0);
      const reach = k2Of(plan, following, chosen);
      const { from: next } = spanAfter(cutting, read, k1(before + following), reach, span.from);
      const place = { span, next, entering, averages: weightByLength };
      const run = runOf(operation, differentiated, stream, window, place);

      // An update that would take more windows than an epoch has is cut to the epoch, as a window is.
      const windows = Math.min(
        accumulate,
        Math.max(1, (stream.length - burnIn) / (compensation?.meanLength ?? steps)),
      );
      const whole = compensation?.meanLength ?? span.whole;
      const weight = weightByLength ? count / (windows * whole * stream.lanes) : 1;
      const forward = () => run.forward(loss, weight);
      // If nothing counts, there is no loss to average: the window is read for its state, and adds
      // no gradient.
      const outcome =
        count === 0
          ? { ...evaluate(() => run.advance()), loss: 0 }
          : accumulator === undefined
            ? optimizer.step(forward)
            : accumulator.accumulate(forward);
      if (next > span.from) entering = outcome.carried ?? outcome.after;
      at = next;
      seen += count;
      counts ||= count > 0;
      update = {
        ...opened,
        windows: opened.windows + 1,
        count: opened.count + count,
        sum: opened.sum + (count === 0 ? 0 : (outcome.loss / weight) * (weightByLength ? count : 1)),
      };
      if (!ends) continue;
      const { from, start, count: total, sum } = update;
      const { end } = span;
      const endsEpoch = read >= stream.length;
      update = undefined;
      if (!updates) continue;
      accumulator?.update();
      yield {
        loss: weightByLength ? sum / total : sum,
        count: total,
        position: {
          step,
          epoch,
          start,
          end,
          from,
          seen,
          next: endsEpoch ? end : next,
          endsEpoch,
          ...(chosen !== undefined && { k2: chosen }),
        },
        state: outcome.after,
        ...(endsEpoch || next === end || entering === undefined ? {} : { carried: entering }),
      };
      step++;
    }
    if (!counts) throw nothingCounts(operation, burnIn, stream.length);
  }
}

/** Whether a window is as long as those that are measured, so not cut by an end of the stream. */
function isLong({ longest }: WindowChoice, { from, end }: Span): boolean {
  return end - from >= longest;
}

function nothingCounts(operation: string, first: number, last: number): ArgumentError {
  return new ArgumentError(
    operation,
    `no target of the steps ${first} to ${last} of the stream counts: the count of every window is 0, so there is nothing to learn from.`,
  );
}
