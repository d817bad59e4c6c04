import { frozen, type Indices, slice } from '@tbptt/core';
import { type GradcheckOptions, gradcheck } from '@tbptt/core/testing';
import { checkSteps } from '../diagnostics/truncations.js';
import type { Recurrent, Sequence, State } from '../recurrent.js';
import { readThrough } from '../training/burn-in.js';
import type { Stream } from '../training/stream.js';
import type { SequenceLoss } from '../training/window-run.js';

/** Options of `truncatedGradcheck`. */
export interface TruncatedGradcheckOptions<S extends State, Y> extends GradcheckOptions {
  /** How many losses are propagated: those of the last k1 steps before `end`. */
  readonly k1: number;
  /** How many steps back; k1 if not given. */
  readonly k2?: number;
  /** The step of the stream behind the last loss; the end of the stream if not given. */
  readonly end?: number;
  readonly loss: SequenceLoss<Y>;
  /** The state at the start of the stream; the model's initial state if not given. */
  readonly state?: S;
}

/**
 * Checks the gradient of one update of TBPTT(k1, k2) by finite differences in double precision: the state that enters the window is found once and frozen,
 * and the losses of the window's last k1 steps are differenced by every parameter. Such a gradient is not that of any function of the parameters alone, so
 * an ordinary gradient check over the stream would refuse it. Throws a `GradientMismatchError` where they differ. Layers behave as outside a step.
 */
export function truncatedGradcheck<S extends State, X extends Sequence = Indices, Y = Indices>(
  model: Recurrent<S>,
  stream: Stream<X, Y>,
  { k1, k2 = k1, end = stream.length, loss, state, ...tolerance }: TruncatedGradcheckOptions<S, Y>,
): void {
  checkSteps('truncatedGradcheck', 'end', end, 1, stream.length);
  checkSteps('truncatedGradcheck', 'k1', k1, 1, end);
  if (k2 !== Number.POSITIVE_INFINITY) checkSteps('truncatedGradcheck', 'k2', k2, k1, Math.max(k2, k1));
  const from = Math.max(0, end - k2);
  const entering =
    from === 0 && state === undefined ? undefined : readThrough(model, stream, 0, from, state, k2);
  const window = stream.window(from, end - from);
  const { targets } = stream.window(end - k1, k1);
  const windowLoss = frozen(() => {
    const { outputs } = model.unroll(window.inputs, entering ?? model.initialState(stream.lanes), window);
    return loss(slice(outputs, 0, end - k1 - from, end - from), targets);
  });
  gradcheck(model, windowLoss, tolerance);
}
