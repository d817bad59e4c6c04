import { ArgumentError, parametersOf, type Tensor } from '@tbptt/core';
import {
  type Address,
  ArgumentBlock,
  type OptionNames,
  operations,
  requireOptions,
  requireRange,
  type Scope,
  SIZE,
} from '@tbptt/core/operation';
import type { LaneOptions, Sequence, State, Unrollable } from '../recurrent.js';
import { tensorsOf } from '../states/map-states.js';
import { cutPoints } from '../training/cut-points.js';
import { readWindow } from '../training/read-window.js';
import type { SequenceLoss } from '../training/sequence-loss.js';
import type { Stream, StreamWindow } from '../training/stream.js';
import type { WindowMemory } from '../training/window-memory.js';
import type { WindowPlace, WindowRun, WindowStates } from '../training/window-run.js';
import {
  type Budget,
  type BudgetPlan,
  bytesBesideStates,
  planWithin,
  type WindowCost,
} from './budget-plan.js';
import { addScaledRows, scaledRows } from './programs.js';
import { Reversal, type Segment, type Sums } from './reversal.js';

/** Options of `byteBudget`. */
export interface ByteBudgetOptions {
  /**
   * The number of steps that are run and propagated at once. Default: the one with the least work
   * within the budget.
   */
  readonly segment?: number;
}

const NAMES: OptionNames<ByteBudgetOptions> = { segment: true };

/**
 * Returns a memory limit for the option `memory` of `truncatedBPTT`: the exact gradient of windows
 * of any length within a number of bytes, in addition to the model, its gradient and the inputs of
 * the window.
 *
 * ```ts
 * truncatedBPTT(model, stream, { k1: 100_000, memory: byteBudget(2 ** 24), optimizer, loss });
 * ```
 *
 * A window is cut into segments. It is run forward with only some of the states between them kept,
 * and backward segment by segment, each run again from the nearest state before it. Which states
 * are kept is the binomial schedule, which is optimal (Griewank & Walther 2000; Gruslys et al.
 * 2016, arXiv:1606.03401); the length of the segments is the one with the least work that fits,
 * found by measuring the bytes of two short segments. It depends on the window alone, so a resumed
 * run cuts its windows as an uninterrupted run does. If the states between all segments fit, each
 * step is run twice; with less memory more often.
 *
 * The gradient is, to the last bit, that of back-propagation with everything kept, of the sum of the
 * losses of the same segments. From that of the loss of the whole window it differs by the rounding of
 * sums, by about 10⁻⁶ of its norm. The length of the segments follows from the number of bytes; with a
 * `segment` of your own the gradient has the same bits for any number of bytes, and with a segment as
 * long as the window those of training without a budget.
 *
 * What layers draw is replayed, so dropout has the same mask each time; a layer of your own that draws
 * says so by `Scope.noteDraws`. Layers that draw once in each window, such as `LockedDropout` and
 * `recurrentWeights`, draw once in each segment. The loss averages over the counted positions, or sums
 * (`weightByLength: false`), and depends on no parameter outside of the model.
 *
 * @throws ArgumentError if the number of bytes or an option is not valid. In training: if the
 * window does not fit, not even in segments of one step, or in segments of the given length
 */
export function byteBudget(bytes: number, options: ByteBudgetOptions = {}): WindowMemory {
  requireRange('byteBudget', 'bytes', bytes, { least: 1, whole: true });
  requireOptions('byteBudget', options, NAMES);
  const { segment } = options;
  if (segment !== undefined) requireRange('byteBudget', 'segment', segment, SIZE);
  const costs = new WeakMap<object, MeasuredCost>();
  return {
    run: (operation, model, stream, counted, place) =>
      new BudgetedWindow(operation, model, stream, counted, place, { bytes, segment }, costs),
  };
}

/** The cost of a window, with the loss and the shapes that it depends on. */
interface MeasuredCost {
  readonly loss: unknown;
  readonly key: string;
  readonly cost: WindowCost;
}

/** The steps of the short segments that are measured. */
const PROBES = [2, 6] as const;
/** The steps that are read at a time if there is no gradient. */
const READ_AT_ONCE = 64;

class BudgetedWindow<S extends State, X extends Sequence, Y> implements WindowRun<S, Y> {
  constructor(
    readonly operation: string,
    readonly model: Unrollable<S>,
    readonly stream: Stream<X, Y>,
    readonly counted: StreamWindow<X, Y>,
    readonly place: WindowPlace<S>,
    readonly budget: Budget,
    readonly costs: WeakMap<object, MeasuredCost>,
  ) {}

  advance(): WindowStates<S> {
    const reversal = new Reversal<S, X, Y>(this.operation, this.model, noLoss);
    let state = this.#entering();
    let carried: S | undefined;
    for (const segment of this.#segments(READ_AT_ONCE, 0)) {
      if (segment.first === this.place.next) carried = state;
      state = reversal.advance(segment, state);
    }
    return carried === undefined ? { after: state } : { after: state, carried };
  }

  forward(loss: SequenceLoss<Y>, weight: number) {
    const { operation, model, place } = this;
    const parameters = [...parametersOf(model).values()];
    const initial = this.#entering();
    const states = tensorsOf(initial);
    const reversal = new Reversal<S, X, Y>(operation, model, loss);
    const seen: { after?: S; carried?: S } = {};
    const [total] = operations([...parameters, ...states], [[]], (scope, [output]) => {
      const tracked = parameters.filter((parameter) => scope.isTracked(parameter));
      const sums: Sums = {
        parameters: new Map(tracked.map((parameter) => [parameter, scope.allocate(parameter.size)])),
        reached: new Set(),
        state: states.map(({ size }) => scope.allocateZeros(size)),
        loss: scope.allocateZeros(1),
      };
      const plan = this.#plan(this.#cost(scope, reversal, loss, initial, sums));
      const segments = this.#segments(plan.steps, weight);
      reversal.propagate(segments, initial, plan.slots, sums, (index, state) => {
        if (index === segments.length) seen.after = state;
        else if (segments[index]?.first === place.next) seen.carried = state;
      });
      scope.memory.move(sums.loss, scope.at(output as Tensor), 1);
      return () => {
        const factor = scope.gradientAt(output as Tensor);
        for (const parameter of sums.reached) {
          const from = sums.parameters.get(parameter) as Address;
          addScaled(scope, factor, from, parameter);
        }
        states.forEach((state, index) => {
          if (!scope.isTracked(state)) return;
          addScaled(scope, factor, sums.state[index] as Address, state);
        });
      };
    });
    const { after, carried } = seen;
    const result = { loss: total as Tensor, after: after as S };
    return carried === undefined ? result : { ...result, carried };
  }

  #entering(): S {
    return this.place.entering ?? this.model.initialState(this.stream.lanes);
  }

  /** The window in segments of at most this length, cut also where windows begin. */
  #segments(steps: number, weight: number): Segment<X, Y>[] {
    const { operation, stream, counted, place } = this;
    const { from, start, end } = place.span;
    const points: number[] = [start, place.next];
    for (let t = from + steps; t < end; t += steps) points.push(t);
    return cutPoints(from, points, end).map(([first, last]) => {
      const window = readWindow(operation, stream, first, last - first);
      const share = place.averages ? window.count / counted.count : 1;
      const counts = first >= start && window.count > 0;
      return { first, last, window, weight: counts ? weight * share : 0 };
    });
  }

  /** The cost of the window, which is measured unless a window of the same shapes was measured before. */
  #cost(
    scope: Scope,
    reversal: Reversal<S, X, Y>,
    loss: SequenceLoss<Y>,
    initial: S,
    sums: Sums,
  ): WindowCost {
    const { operation, model, stream, place, costs } = this;
    const { from, end } = place.span;
    const probes = PROBES.map((probe) => {
      const last = Math.min(from + probe, end);
      const window = eventful(readWindow(operation, stream, from, last - from), stream.lanes, last - from);
      return { first: from, last, window, weight: window.count > 0 ? 1 : 0 };
    });
    const key = JSON.stringify([
      probes.map(({ window, weight }) => [
        window.inputs.shape,
        window.lengths?.length,
        window.resets?.shape,
        weight,
      ]),
      [...sums.parameters.keys(), ...tensorsOf(initial)].map(({ size }) => size),
      scope.memory.elementBytes,
    ]);
    const known = costs.get(model);
    if (known?.loss === loss && known.key === key) return known.cost;
    const cost = this.#measure(scope, reversal, probes, initial, sums);
    costs.set(model, { loss, key, cost });
    return cost;
  }

  /** Measures two short segments. */
  #measure(
    scope: Scope,
    reversal: Reversal<S, X, Y>,
    probes: readonly Segment<X, Y>[],
    initial: S,
    sums: Sums,
  ): WindowCost {
    const { elementBytes } = scope.memory;
    const measured = probes.map((segment) => {
      reversal.rehearse(segment, initial, sums);
      return { steps: segment.last - segment.first, bytes: reversal.segmentBytes };
    });
    const states = tensorsOf(initial).reduce((sum, { size }) => sum + size, 0);
    const [short, long] = measured as [{ steps: number; bytes: number }, { steps: number; bytes: number }];
    const step =
      long.steps > short.steps
        ? (long.bytes - short.bytes) / (long.steps - short.steps)
        : long.bytes / long.steps;
    const summed = [...sums.parameters.keys()].reduce((sum, { size }) => sum + size, 0);
    return {
      step,
      segment: Math.max(0, long.bytes - step * long.steps),
      state: states * elementBytes + OBJECT_BYTES,
      fixed: (summed + states) * elementBytes,
    };
  }

  #plan(cost: WindowCost): BudgetPlan {
    const { from, end } = this.place.span;
    const plan = planWithin(this.budget, end - from, cost);
    if (plan !== undefined) return plan;
    const { bytes, segment = 1 } = this.budget;
    const least = Math.ceil(bytesBesideStates(cost, segment) + cost.state);
    throw new ArgumentError(
      this.operation,
      `the memory is ${bytes} bytes, but segments of ${segment === 1 ? 'one step' : `${segment} steps`} take ${least} beside the model; give at least as many.`,
      { bytes, least },
    );
  }
}

/**
 * Returns a window whose lanes all start anew and end early, if lanes of the stream may: it takes
 * most memory.
 */
function eventful<W extends LaneOptions>(window: W, lanes: number, steps: number): W {
  const { lengths, resets } = window;
  return {
    ...window,
    ...(lengths && { lengths: new Int32Array(lanes).fill(steps - 1) }),
    ...(resets && { resets: { shape: resets.shape, data: resets.data.map(() => 1) } }),
  };
}

/** The approximate bytes of a tensor besides its numbers. */
const OBJECT_BYTES = 512;

function noLoss(): never {
  throw new TypeError('byteBudget: no loss is computed without a gradient.');
}

/** Adds `factor x` to the gradient of a tensor, the factor at an address. */
function addScaled(scope: Scope, factor: Address, x: Address, tensor: Tensor): void {
  const rowStride = tensor.size * scope.memory.elementBytes;
  scope.addToGradient(tensor, (y, accumulate) => {
    const program = accumulate ? addScaledRows : scaledRows;
    const block = ArgumentBlock.inArena(scope.memory, program);
    block.setArray(0, factor, 0);
    block.setArray(1, x, rowStride);
    block.setArray(2, y, rowStride);
    scope.kernels.pointwise(program).run(1, tensor.size, block.address, 0);
  });
}
