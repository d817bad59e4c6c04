import {
  ArgumentError,
  add,
  differentiate,
  frozen,
  type Indices,
  multiply,
  Parameter,
  parametersOf,
  sum,
  type Tensor,
  zeros,
} from '@tbptt/core';
import type { Sequence, State, Unrollable } from '../recurrent.js';
import { mapStates, tensorsOf } from '../states/map-states.js';
import { lossOf } from '../training/arguments.js';
import { readThrough } from '../training/burn-in.js';
import { readWindow } from '../training/read-window.js';
import type { Stream } from '../training/stream.js';
import type { SequenceLoss } from '../training/window-run.js';

/** Where a gradient is looked at, and of which losses. */
export interface TruncationPoint<S extends State, Y> {
  /** How many losses are propagated: those of the last k1 steps before `end`. */
  readonly k1: number;
  /** The step of the stream behind the last loss. */
  readonly end: number;
  /** How many steps back at most. */
  readonly longest: number;
  readonly loss: SequenceLoss<Y>;
  /** The state at the start of the stream; the model's initial state if not given. */
  readonly state?: S | undefined;
}

/** A gradient that was propagated k2 steps back. */
export interface Truncation {
  readonly k2: number;
  /** The gradient of every parameter, one after the other in the order of their paths. */
  readonly gradient: () => Float64Array;
  /** The norm of the gradient of the state before the earliest of those steps, over all its tensors and lanes. */
  readonly stateNorm: number;
}

/**
 * The gradients of the same losses propagated k1, k1 + 1, ... steps back: each adds one step to the one before, so all together cost as much as
 * one back-propagation by single steps. The layers behave as outside a step (no dropout). With `weights` false the gradients of the parameters are not
 * computed, and not touched; otherwise those of the latest truncation lie in the parameters.
 */
export function* truncations<S extends State, X extends Sequence = Indices, Y = Indices>(
  operation: string,
  model: Unrollable<S>,
  stream: Stream<X, Y>,
  { k1, end, longest, loss, state }: TruncationPoint<S, Y>,
  weights = true,
): Generator<Truncation, void, void> {
  const start = end - k1;
  const first = Math.max(0, end - longest);
  const before = [readThrough(operation, model, stream, 0, first, state, READ_AT_ONCE)];
  for (let t = first; t < start; t++) {
    before.push(readThrough(operation, model, stream, t, t + 1, before.at(-1), 1));
  }
  const differentiated = weights ? model : {};
  const parameters = [...parametersOf(differentiated).values()];
  const gradient = (): Float64Array => joined(parameters);

  const window = readWindow(operation, stream, start, k1);
  if (window.count === 0) throw nothingCounts(operation, start, end);
  let dState = propagate(differentiated, before.pop() as S, false, (entering) =>
    lossOf(operation, loss, model.unroll(window.inputs, entering, window).outputs, window.targets),
  );
  yield { k2: k1, gradient, stateNorm: normOf(dState) };
  for (let t = start - 1; t >= first; t--) {
    const step = readWindow(operation, stream, t, 1);
    const dNext = dState;
    dState = propagate(differentiated, before.pop() as S, true, (entering) => {
      const next = tensorsOf(model.unroll(step.inputs, entering, step).state);
      return next
        .map((s, i) => sum(multiply(s, dNext[i] as Tensor)))
        .reduce((total, term) => add(total, term));
    });
    yield { k2: end - t, gradient, stateNorm: normOf(dState) };
  }
}

/** Steps that are read at a time on the way to the first one that counts. */
const READ_AT_ONCE = 128;

/** Differentiates a loss that depends on the parameters and on the state that enters; the gradient of that state. */
function propagate<S extends State>(
  model: object,
  state: S,
  accumulate: boolean,
  lossOf: (entering: S) => Tensor,
): readonly Tensor[] {
  const entering = mapStates(state, (tensor) => new Parameter(tensor));
  const loss = frozen(() => lossOf(entering));
  differentiate({ model, entering }, loss, { accumulate });
  return tensorsOf(entering).map((tensor) => {
    const gradient = tensor instanceof Parameter ? tensor.gradient : undefined;
    return gradient ?? zeros(tensor.shape);
  });
}

function joined(parameters: readonly Parameter[]): Float64Array {
  const numbers = new Float64Array(parameters.reduce((total, { size }) => total + size, 0));
  let position = 0;
  for (const { gradient, size } of parameters) {
    if (gradient !== undefined) numbers.set(gradient.toFloats(), position);
    position += size;
  }
  return numbers;
}

function normOf(tensors: readonly Tensor[]): number {
  return Math.sqrt(tensors.reduce((total, x) => x.toFloats().reduce((sum, dx) => sum + dx * dx, total), 0));
}

function nothingCounts(operation: string, start: number, end: number): ArgumentError {
  return new ArgumentError(
    operation,
    `no target of the steps ${start} to ${end} of the stream counts (count: 0), so they have no loss; look at other steps.`,
    { start, end },
  );
}
