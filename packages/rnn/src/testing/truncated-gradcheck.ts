import { frozen, type Indices, slice } from '@tbptt/core';
import type { OptionNames } from '@tbptt/core/operation';
import { type GradcheckOptions, gradcheck } from '@tbptt/core/testing';
import { requireDiagnosis, requireSteps } from '../diagnostics/arguments.js';
import type { Sequence, State, Unrollable } from '../recurrent.js';
import { lossOf } from '../training/arguments.js';
import { readThrough } from '../training/burn-in.js';
import { readWindow } from '../training/read-window.js';
import type { SequenceLoss } from '../training/sequence-loss.js';
import type { Stream } from '../training/stream.js';

/** Options of `truncatedGradcheck`. */
export interface TruncatedGradcheckOptions<S extends State, Y> extends GradcheckOptions {
  /** The number of losses that are propagated: those of the last k1 steps before `end`. */
  readonly k1: number;
  /**
   * The largest number of steps back, at least k1; `Infinity` is full back-propagation. Default:
   * k1.
   */
  readonly k2?: number;
  /** The step of the stream behind the last loss. Default: the end of the stream. */
  readonly end?: number;
  readonly loss: SequenceLoss<Y>;
  /** The state at the start of the stream. Default: the model's initial state. */
  readonly state?: S;
}

const NAMES: OptionNames<TruncatedGradcheckOptions<State, unknown>> = {
  k1: true,
  k2: true,
  end: true,
  loss: true,
  state: true,
  step: true,
  samples: true,
  seed: true,
  absolute: true,
  relative: true,
};

/**
 * Checks the gradient of one update of TBPTT(k1, k2) by finite differences in double precision. The
 * state that enters the window is found once and frozen, and the losses of the window's last k1
 * steps are differenced by every parameter. Such a gradient is that of no function of the
 * parameters alone, so an ordinary gradient check over the stream would refuse it. Layers behave as
 * outside a step.
 *
 * @throws GradientMismatchError if the gradients differ
 * @throws ArgumentError if an argument is not valid
 */
export function truncatedGradcheck<S extends State, X extends Sequence = Indices, Y = Indices>(
  model: Unrollable<S>,
  stream: Stream<X, Y>,
  options: TruncatedGradcheckOptions<S, Y>,
): void {
  const operation = 'truncatedGradcheck';
  requireDiagnosis(operation, model, stream, options, NAMES);
  const { k1, k2 = k1, end = stream.length, loss, state, ...tolerance } = options;
  requireSteps(operation, 'end', end, 1, stream.length);
  requireSteps(operation, 'k1', k1, 1, end);
  if (k2 !== Number.POSITIVE_INFINITY) requireSteps(operation, 'k2', k2, k1, Math.max(k2, k1));
  const from = Math.max(0, end - k2);
  const entering =
    from === 0 && state === undefined ? undefined : readThrough(operation, model, stream, 0, from, state, k2);
  const window = readWindow(operation, stream, from, end - from);
  const { targets } = readWindow(operation, stream, end - k1, k1);
  const windowLoss = frozen(() => {
    const { outputs } = model.unroll(window.inputs, entering ?? model.initialState(stream.lanes), window);
    return lossOf(operation, loss, slice(outputs, 0, end - k1 - from, end - from), targets);
  });
  gradcheck(model, windowLoss, tolerance);
}
