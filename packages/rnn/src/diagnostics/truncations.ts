import {
  ArgumentError,
  full,
  type Indices,
  NonFiniteError,
  parametersOf,
  pullBack,
  ShapeError,
  type Tensor,
} from '@tbptt/core';
import { formatShape, numbersOf } from '@tbptt/core/operation';
import type { Sequence, State, Unrollable } from '../recurrent.js';
import { tensorsOf } from '../states/map-states.js';
import { lossOf } from '../training/arguments.js';
import { readThrough } from '../training/burn-in.js';
import { readWindow } from '../training/read-window.js';
import type { SequenceLoss } from '../training/sequence-loss.js';
import type { Stream } from '../training/stream.js';

/** The losses whose gradient is measured, and how far back. */
export interface TruncationPoint<S extends State, Y> {
  /** The number of losses that are propagated: those of the last k1 steps before `end`. */
  readonly k1: number;
  /** The step of the stream after the last loss. */
  readonly end: number;
  /** The largest number of steps to propagate back. */
  readonly longest: number;
  readonly loss: SequenceLoss<Y>;
  /** The state that enters the step `first`; the model's initial state if not given. */
  readonly state?: S | undefined;
  /** The earliest step that is read. Default: 0, the start of the stream. */
  readonly first?: number;
}

/** A gradient that was propagated k2 steps back. */
export interface Truncation {
  readonly k2: number;
  /** The gradient of every parameter, one after the other in the order of their paths. */
  readonly gradient: () => Float64Array;
  /**
   * Norm of the gradient of the state before the earliest of those steps, over all its tensors and
   * lanes.
   */
  readonly stateNorm: number;
}

/**
 * The gradients of the same losses propagated k1, k1 + 1, ... steps back. Each adds one step to the
 * one before, so all together cost as much as one back-propagation by single steps. The layers
 * behave as outside a step (no dropout). The gradients stored in parameters are left alone. With
 * `weights` false those of the parameters are not computed.
 */
export function* truncations<S extends State, X extends Sequence = Indices, Y = Indices>(
  operation: string,
  model: Unrollable<S>,
  stream: Stream<X, Y>,
  { k1, end, longest, loss, state, first: origin = 0 }: TruncationPoint<S, Y>,
  weights = true,
): Generator<Truncation, void, void> {
  const start = end - k1;
  const first = Math.max(origin, end - longest);
  const before = [readThrough(operation, model, stream, origin, first, state, READ_AT_ONCE)];
  for (let t = first; t < start; t++) {
    before.push(readThrough(operation, model, stream, t, t + 1, before.at(-1), 1));
  }
  const parameters = weights ? [...parametersOf(model).values()] : [];
  const sum = new Sum(parameters);

  /** The gradient of the state that entered, and that of the parameters added to the sum. */
  const propagate = (
    compute: (entering: S) => readonly Tensor[],
    seeds: (results: readonly Tensor[]) => readonly Tensor[],
  ): readonly Tensor[] => {
    const entering = before.pop() as S;
    const states = tensorsOf(entering);
    const { gradients } = pullBack(() => compute(entering), [...states, ...parameters], seeds);
    sum.add(gradients.slice(states.length));
    return gradients.slice(0, states.length);
  };

  const window = readWindow(operation, stream, start, k1);
  if (window.count === 0) throw nothingCounts(operation, start, end);
  let dState = propagate(
    (entering) => [
      lossOf(operation, loss, model.unroll(window.inputs, entering, window).outputs, window.targets),
    ],
    (losses) => losses.map((y) => seedOf(operation, y)),
  );
  yield { k2: k1, gradient: () => sum.copy(), stateNorm: normOf(dState) };
  for (let t = start - 1; t >= first; t--) {
    const step = readWindow(operation, stream, t, 1);
    const dNext = dState;
    dState = propagate(
      (entering) => tensorsOf(model.unroll(step.inputs, entering, step).state),
      () => dNext,
    );
    yield { k2: end - t, gradient: () => sum.copy(), stateNorm: normOf(dState) };
  }
}

/** The number of steps that are read at a time before the first step that is propagated. */
const READ_AT_ONCE = 128;

/** The gradient of a loss by itself, which is 1. */
function seedOf(operation: string, loss: Tensor): Tensor {
  if (loss.size !== 1) {
    throw new ShapeError(
      operation,
      `the loss is ${formatShape(loss.shape)}; it must have one element. Take its mean or its sum.`,
      { shape: loss.shape },
    );
  }
  const value = loss.item();
  if (!Number.isFinite(value)) {
    throw new NonFiniteError(
      operation,
      `the loss is ${value}, and has no gradient; check the inputs and the weights for NaN.`,
      {
        loss: value,
      },
    );
  }
  return full(loss.shape, 1);
}

/** The sum of the gradients of parameters, in double precision. */
class Sum {
  readonly #numbers: Float64Array;

  constructor(parameters: readonly Tensor[]) {
    this.#numbers = new Float64Array(parameters.reduce((total, { size }) => total + size, 0));
  }

  add(gradients: readonly Tensor[]): void {
    let position = 0;
    for (const gradient of gradients) {
      for (const number of numbersOf(gradient)) {
        this.#numbers[position] = (this.#numbers[position] as number) + number;
        position++;
      }
    }
  }

  copy(): Float64Array {
    return this.#numbers.slice();
  }
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
