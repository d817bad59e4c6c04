import { ArgumentError, evaluate, type Indices, multiply, type Tensor } from '@tbptt/core';
import { describe, type OptionNames, requireRange, SIZE } from '@tbptt/core/operation';
import { requireGivenOptions } from '../arguments.js';
import { zeroPadding } from '../lanes/zero-padding.js';
import type { Sequence, State, Unrollable } from '../recurrent.js';
import { lossOf, requireLoss } from '../training/arguments.js';
import { type Continuation, type Start, startAfter } from '../training/continuation.js';
import { readWindow, requireStream } from '../training/read-window.js';
import type { SequenceLoss } from '../training/sequence-loss.js';
import { requireAccumulator, requireStepper, type Stepper } from '../training/stepper.js';
import type { Stream, StreamWindow } from '../training/stream.js';
import type { Update } from '../training/train.js';
import { OnlineNetwork } from './online-network.js';
import { type RecurrentCore, recurrentCore } from './recurrent-core.js';
import type { Network, OnlineAlgorithm, Trace } from './trace.js';

/** Options of `online`. */
export interface OnlineOptions<S extends State, Y> {
  /** How the influence of the parameters is carried forward: `rtrl()`, `snap(1)`, ... */
  readonly algorithm: OnlineAlgorithm;
  /** Makes the steps: `new Optimizer(model, adam())`. */
  readonly optimizer: Stepper;
  /** The loss of a step. It averages over the counted positions, as `crossEntropy` does. */
  readonly loss: SequenceLoss<Y>;
  /** The number of steps between two updates. Default: 1. */
  readonly every?: number;
  /** The number of passes over the stream. The state starts anew in each. Default: 1. */
  readonly epochs?: number;
  /**
   * The state at the start of the first epoch, which depends on no parameter. Default: the model's
   * initial state.
   */
  readonly state?: S;
  /**
   * The update after which the run continues, as in `truncatedBPTT`. The algorithm must have the
   * trace of this update: restored from a checkpoint, of which it is a part, or left by the same
   * run in this process. The model, the optimizer and the generators must be as they were after the
   * update, and the other options those of the run. Default: none, a new run begins.
   */
  readonly after?: Continuation<S> | undefined;
}

const NAMES: OptionNames<OnlineOptions<State, unknown>> = {
  algorithm: true,
  optimizer: true,
  loss: true,
  every: true,
  epochs: true,
  state: true,
  after: true,
};

/**
 * Trains forward in time: after every step the algorithm gives the gradient of its loss, back to
 * the beginning of the stream, from the trace that it carries along. Memory does not depend on the
 * length of the stream, and an update is possible at every step.
 *
 * ```ts
 * for (const { loss } of online(model, stream, { algorithm: rtrl(), optimizer, loss: crossEntropy }));
 * ```
 *
 * The model is a recurrent layer that is declared by an equation, a `Stack` of them (also with
 * residual connections), or a model with such a `body` and a `head` that is applied to its outputs,
 * such as a `CharLM` without an embedding. Layers of operations (`OperationLayer`) are refused: they
 * have no equation whose derivatives could be carried.
 *
 * Each step's losses have the same weight, `1 / every`, whatever lanes have ended or start anew.
 *
 * Returns a generator, which trains while the next update is requested. A run continues to the same
 * bits after any of its updates:
 *
 * ```ts
 * const run = { model, optimizer, parts: { algorithm } };
 * const bytes = encodeCheckpoint(run, { after: update }); // of @tbptt/rnn/checkpoint
 * const { after } = restoreCheckpoint(run, bytes);
 * online(model, stream, { algorithm, optimizer, loss: crossEntropy, after });
 * ```
 *
 * @throws ArgumentError if an argument is not valid, if the model is not one of these, or if the
 * algorithm does not apply to one of its layers
 * @throws NonFiniteError if a loss is NaN or infinite; nothing is updated by that step
 * @throws LifetimeError if the engine or its kernels are replaced during the run
 */
export function online<S extends State, X extends Sequence = Indices, Y = Indices>(
  model: Unrollable<S>,
  stream: Stream<X, Y>,
  options: OnlineOptions<S, Y>,
): Generator<Update<S>, void, void> {
  const operation = 'online';
  const core = recurrentCore(operation, model);
  requireStream(operation, stream);
  requireGivenOptions(operation, options, NAMES);
  const { algorithm, optimizer, loss, every = 1, epochs = 1, state, after } = options;
  requireAlgorithm(operation, algorithm);
  requireStepper(operation, optimizer);
  requireLoss(operation, loss);
  requireRange(operation, 'every', every, SIZE);
  requireRange(operation, 'epochs', epochs, { ...SIZE, most: Number.POSITIVE_INFINITY });
  if (every > 1) requireAccumulator(operation, optimizer, every);
  const start: Start<S> =
    after === undefined
      ? { step: 0, seen: 0, epoch: 0, ...(state !== undefined && { state }) }
      : startAfter(operation, after, {
          epochs,
          burnIn: 0,
          length: stream.length,
          windowFrom: (read) => read,
        });
  const begin = (network: Network): Trace =>
    start.within === undefined
      ? algorithm.begin(network)
      : algorithm.resume(operation, network, start.step - 1);
  const network = new OnlineNetwork(operation, core, begin, stream.lanes);
  return learn(operation, model, core, network, stream, { ...options, every, epochs, start });
}

function* learn<S extends State, X extends Sequence, Y>(
  operation: string,
  model: Unrollable<S>,
  core: RecurrentCore<S>,
  network: OnlineNetwork,
  stream: Stream<X, Y>,
  options: OnlineOptions<S, Y> & {
    readonly every: number;
    readonly epochs: number;
    readonly start: Start<S>;
  },
): Generator<Update<S>, void, void> {
  const { algorithm, optimizer, loss, every, epochs, start: first } = options;
  const accumulator = every > 1 ? requireAccumulator(operation, optimizer, every) : undefined;
  accumulator?.discard?.();
  let { step, seen } = first;
  for (let { epoch } = first; epoch < epochs; epoch++) {
    const within = epoch === first.epoch ? first.within : undefined;
    const initial = epoch === first.epoch ? first.state : undefined;
    if (within?.entering !== undefined) network.enter(core.take(within.entering));
    else network.begin(core.take(initial ?? evaluate(() => model.initialState(stream.lanes))));
    let [start, count, sum] = [within?.read ?? 0, 0, 0];
    for (let t = start; t < stream.length; t++) {
      const window = readWindow(operation, stream, t, 1);
      algorithm.reached(undefined);
      network.advance(window.inputs, window);
      if (window.count > 0) {
        const weight = window.count / (every * stream.lanes);
        const forward = () => ({ loss: weighted(operation, core, network, window, loss, weight) });
        const outcome = accumulator === undefined ? optimizer.step(forward) : accumulator.accumulate(forward);
        count += window.count;
        sum += (outcome.loss / weight) * window.count;
      }
      network.settle();
      const endsEpoch = t + 1 >= stream.length;
      if (!endsEpoch && t + 1 - start < every) continue;
      const begun = start;
      start = t + 1;
      if (count === 0) continue;
      accumulator?.update();
      seen += count;
      const end = t + 1;
      const position = { step, epoch, start: begun, end, from: 0, seen, next: end, endsEpoch };
      algorithm.reached(step);
      yield { loss: sum / count, count, position, state: core.give(network.states()) };
      step++;
      [count, sum] = [0, 0];
    }
    if (seen === 0) {
      throw new ArgumentError(
        operation,
        'no target of the stream counts: the count of every step is 0, so there is nothing to learn from.',
      );
    }
  }
}

/** The loss of a step, times its weight, within the step of the optimizer. */
function weighted<S extends State, X extends Sequence, Y>(
  operation: string,
  core: RecurrentCore<S>,
  network: OnlineNetwork,
  { targets, lengths }: StreamWindow<X, Y>,
  loss: SequenceLoss<Y>,
  weight: number,
): Tensor {
  const outputs = core.head(network.outputs());
  const read = lengths === undefined ? outputs : zeroPadding(outputs, lengths);
  const total = lossOf(operation, loss, read, targets);
  return weight === 1 ? total : multiply(total, weight);
}

function requireAlgorithm(operation: string, algorithm: OnlineAlgorithm): void {
  const given: unknown = algorithm;
  if (typeof given === 'object' && given !== null && typeof algorithm.begin === 'function') return;
  throw new ArgumentError(
    operation,
    `algorithm is ${describe(algorithm)}; it must be one of those of @tbptt/rnn/online, such as rtrl() or snap(1).`,
  );
}
