import { ArgumentError, parametersOf, type Tensor } from '@tbptt/core';
import { type Address, ArgumentBlock, operations, requireRange, type Scope } from '@tbptt/core/operation';
import type { Sequence, State, Unrollable } from '../recurrent.js';
import { tensorsOf } from '../states/map-states.js';
import { cutPoints } from '../training/cut-points.js';
import { readWindow } from '../training/read-window.js';
import type { SequenceLoss } from '../training/sequence-loss.js';
import type { Stream, StreamWindow } from '../training/stream.js';
import type { WindowMemory } from '../training/window-memory.js';
import type { WindowPlace, WindowRun, WindowStates } from '../training/window-run.js';
import { type BudgetPlan, bytesBesideStates, planWithin, type WindowCost } from './budget-plan.js';
import { addScaledRows } from './programs.js';
import { Reversal, type Segment, type Sums } from './reversal.js';

/**
 * Returns a way to keep windows in little memory, for the option `memory` of `truncatedBPTT`: the
 * exact gradient of windows of any length within a number of bytes beside the model, its gradient
 * and the inputs of the window.
 *
 * ```ts
 * truncatedBPTT(model, stream, { k1: 100_000, memory: byteBudget(2 ** 24), optimizer, loss });
 * ```
 *
 * A window is cut into segments. It is run forward with only some of the states between them kept,
 * and backward segment by segment, each run again from the nearest state before it. Which states
 * are kept is the binomial schedule, which is optimal (Griewank & Walther 2000; Gruslys et al. 2016,
 * arXiv:1606.03401); the length of the segments is the one with the least work that fits, found by
 * measuring two short segments at the start of a run. If the states between all segments fit, each
 * step is run twice; with less memory more often.
 *
 * The gradient is that of the whole window up to rounding, since it is summed segment by segment: a
 * relative difference of about 10⁻⁶. What layers draw is replayed, so dropout has the same mask each
 * time; a layer of your own that draws says so by `Scope.noteDraws`. Layers that draw once in each window, such as `LockedDropout`
 * and `recurrentWeights`, draw once in each segment. The loss averages over the counted positions, or sums
 * (`weightByLength: false`), and depends on no parameter outside of the model.
 *
 * @throws ArgumentError if the number of bytes is not a whole number of at least 1. In training: if
 * the window does not fit, not even in segments of one step
 */
export function byteBudget(bytes: number): WindowMemory {
  requireRange('byteBudget', 'bytes', bytes, { least: 1, whole: true });
  const costs = new WeakMap<object, WindowCost>();
  return {
    run: (operation, model, stream, counted, place) =>
      new BudgetedWindow(operation, model, stream, counted, place, bytes, costs),
  };
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
    readonly bytes: number,
    readonly costs: WeakMap<object, WindowCost>,
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
    const { operation, model, place, costs } = this;
    const parameters = [...parametersOf(model).values()];
    const initial = this.#entering();
    const states = tensorsOf(initial);
    const reversal = new Reversal<S, X, Y>(operation, model, loss);
    const seen: { after?: S; carried?: S } = {};
    const [total] = operations([...parameters, ...states], [[]], (scope, [output]) => {
      const tracked = parameters.filter((parameter) => scope.isTracked(parameter));
      const sums: Sums = {
        parameters: new Map(tracked.map((parameter) => [parameter, scope.allocateZeros(parameter.size)])),
        reached: new Set(),
        state: states.map(({ size }) => scope.allocateZeros(size)),
        loss: scope.allocateZeros(1),
      };
      let cost = costs.get(model);
      if (cost === undefined) {
        cost = this.#measure(scope, reversal, initial, sums);
        costs.set(model, cost);
      }
      const plan = this.#plan(cost);
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
          addScaled(scope, factor, from, parameter.size, scope.gradientAt(parameter));
        }
        states.forEach((state, index) => {
          if (!scope.isTracked(state)) return;
          addScaled(scope, factor, sums.state[index] as Address, state.size, scope.gradientAt(state));
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

  /** The window in segments of at most so many steps, cut also where windows begin. */
  #segments(steps: number, weight: number): Segment<X, Y>[] {
    const { operation, stream, counted, place } = this;
    const { from, start, end } = place.span;
    const points: number[] = [start, place.next];
    for (let t = from + steps; t < end; t += steps) points.push(t);
    return cutPoints(from, points, end).map(([first, last]) => {
      const window = readWindow(operation, stream, first, last - first);
      const share = place.averages === false ? 1 : window.count / counted.count;
      const counts = first >= start && window.count > 0;
      return { first, last, window, weight: counts ? weight * share : 0 };
    });
  }

  /** Measures two short segments; sums and generators are left as they were. */
  #measure(scope: Scope, reversal: Reversal<S, X, Y>, initial: S, sums: Sums): WindowCost {
    const { operation, stream, place } = this;
    const { from, end } = place.span;
    const { elementBytes } = scope.memory;
    const measured = PROBES.map((probe) => {
      const steps = Math.min(probe, end - from);
      const window = readWindow(operation, stream, from, steps);
      const segment = { first: from, last: from + steps, window, weight: window.count > 0 ? 1 : 0 };
      reversal.rehearse(segment, initial, sums);
      return { steps, bytes: reversal.segmentBytes };
    });
    for (const [parameter, address] of sums.parameters) scope.memory.clear(address, parameter.size);
    sums.reached.clear();
    const states = tensorsOf(initial).reduce((sum, { size }) => sum + size, 0);
    scope.memory.clear(sums.loss, 1);
    const [short, long] = measured as [{ steps: number; bytes: number }, { steps: number; bytes: number }];
    const step =
      long.steps > short.steps ? (long.bytes - short.bytes) / (long.steps - short.steps) : long.bytes;
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
    const plan = planWithin(this.bytes, end - from, cost);
    if (plan !== undefined) return plan;
    const least = Math.ceil(bytesBesideStates(cost, 1) + cost.state);
    throw new ArgumentError(
      this.operation,
      `the memory is ${this.bytes} bytes, but segments of one step take ${least} beside the model; give at least as many.`,
      { bytes: this.bytes, least },
    );
  }
}

/** What a tensor takes beside its numbers, about. */
const OBJECT_BYTES = 512;

function noLoss(): never {
  throw new TypeError('byteBudget: no loss is computed without a gradient.');
}

/** `y += factor x`, the factor at an address. */
function addScaled(scope: Scope, factor: Address, x: Address, size: number, y: Address): void {
  const block = ArgumentBlock.inArena(scope.memory, addScaledRows);
  const rowStride = size * scope.memory.elementBytes;
  block.setArray(0, factor, 0);
  block.setArray(1, x, rowStride);
  block.setArray(2, y, rowStride);
  scope.kernels.pointwise(addScaledRows).run(1, size, block.address, 0);
}
