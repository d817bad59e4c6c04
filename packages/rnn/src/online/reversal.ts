import { multiply, type Parameter, type Random, type Tensor } from '@tbptt/core';
import {
  type Address,
  currentScope,
  runTape,
  Scope,
  spreadAxisKernels,
  tensorOf,
} from '@tbptt/core/operation';
import type { Sequence, State, Unrollable } from '../recurrent.js';
import { mapStates, tensorsOf } from '../states/map-states.js';
import { lossOf } from '../training/arguments.js';
import type { SequenceLoss } from '../training/sequence-loss.js';
import type { StreamWindow } from '../training/stream.js';
import { nextKept } from './binomial-schedule.js';

/** Consecutive steps of a window that are propagated at once. */
export interface Segment<X extends Sequence, Y> {
  readonly first: number;
  readonly last: number;
  readonly window: StreamWindow<X, Y>;
  /** The factor of its loss; 0 if nothing in it counts. */
  readonly weight: number;
}

/** The sums of gradients over segments. Their memory outlives that of a segment. */
export interface Sums {
  /** The sum of each parameter; undefined content until the parameter is in `reached`. */
  readonly parameters: ReadonlyMap<Parameter, Address>;
  /** The parameters that have a gradient. */
  readonly reached: Set<Parameter>;
  /** The gradient of each tensor of the state between two segments. */
  readonly state: readonly Address[];
  /** The sum of the losses. */
  readonly loss: Address;
}

/** Runs segments forward and backward within a step, each in memory of its own that is released. */
export class Reversal<S extends State, X extends Sequence, Y> {
  /** The bytes of the arena that the gradient of the latest segment required. */
  segmentBytes = 0;
  /** The number of segments that were run without a gradient. */
  advanced = 0;
  readonly #operation: string;
  readonly #model: Unrollable<S>;
  readonly #loss: SequenceLoss<Y>;
  /** The generators that a segment draws from and their states before, once it has been run. */
  readonly #draws = new Map<Segment<X, Y>, Map<Random, ReturnType<Random['state']>>>();
  /** The states of all generators after the last segment that has been run. */
  readonly #after = new Map<Random, ReturnType<Random['state']>>();

  constructor(operation: string, model: Unrollable<S>, loss: SequenceLoss<Y>) {
    this.#operation = operation;
    this.#model = model;
    this.#loss = loss;
  }

  /**
   * Propagates the losses of all segments, with at most `slots` states kept at a time. `visit` is
   * called with the state that enters each segment, and at last with the state after all, in order.
   */
  propagate(
    segments: readonly Segment<X, Y>[],
    initial: S,
    slots: number,
    sums: Sums,
    visit: (index: number, state: S) => void,
  ): void {
    let visited = 0;
    const see = (index: number, state: S): void => {
      if (index === visited) visit(visited++, state);
    };
    const kept = [{ at: 0, state: initial }];
    see(0, initial);
    for (let end = segments.length; end > 0; end--) {
      let { at, state } = kept.at(-1) as { at: number; state: S };
      while (end - at > 1) {
        const free = slots - kept.length + 1;
        const target = at + nextKept(end - at, free);
        for (; at < target; at++) {
          state = this.advance(segments[at] as Segment<X, Y>, state);
          see(at + 1, state);
        }
        if (free > 1) kept.push({ at, state });
      }
      const after = this.differentiate(segments[at] as Segment<X, Y>, state, sums, end < segments.length);
      see(end, after);
      if (kept.at(-1)?.at === end - 1) kept.pop();
    }
    for (const [random, state] of this.#after) random.restore(state);
  }

  /** Returns the state after a segment, without a gradient. */
  advance(segment: Segment<X, Y>, state: S): S {
    this.advanced++;
    return this.#replayed(segment, () => {
      const scope = new Scope((currentScope() as Scope).engine);
      const { inputs } = segment.window;
      return scope.run(() => copied(scope, this.#model.unroll(inputs, state, segment.window).state));
    });
  }

  /**
   * Adds the gradients of the loss of a segment, and of what comes after it if `continues`, to the
   * sums; the gradient of the state moves to that of the entering state. Returns the state after it.
   */
  differentiate(segment: Segment<X, Y>, entering: S, sums: Sums, continues: boolean): S {
    const { window, weight } = segment;
    const states = tensorsOf(entering);
    const { arena } = (currentScope() as Scope).memory;
    const begun = arena.mark();
    const add = (scope: Scope, from: Address, size: number, to: Address, accumulate = true): void => {
      if (accumulate) scope.kernels.of(spreadAxisKernels).spreadAxis(from, 1, 1, size, 1, to, true);
      else scope.memory.move(from, to, size);
    };
    return this.#replayed(segment, () =>
      runTape(
        this.#operation,
        {},
        {
          begin: (scope) => {
            for (const tensor of [...sums.parameters.keys(), ...states]) scope.track(tensor);
            // The gradients of a segment are added to the sums, as by one tape over all segments.
            for (const parameter of sums.reached) {
              scope.place(parameter, scope.at(parameter), sums.parameters.get(parameter));
            }
          },
          closure: (): { readonly loss: Tensor | undefined; readonly state: S } => {
            const { outputs, state } = this.#model.unroll(window.inputs, entering, window);
            if (weight === 0) return { loss: undefined, state };
            const loss = lossOf(this.#operation, this.#loss, outputs, window.targets);
            return { loss: multiply(loss, weight), state };
          },
          seed: (scope, { loss, state }) => {
            if (loss !== undefined && scope.isTracked(loss))
              scope.memory.writeNumber(scope.gradientAt(loss), 1);
            if (!continues) return;
            tensorsOf(state).forEach((tensor, index) => {
              if (!scope.isTracked(tensor)) return;
              scope.addToGradient(tensor, (to, accumulate) =>
                add(scope, sums.state[index] as Address, tensor.size, to, accumulate),
              );
            });
          },
          finish: (scope, { loss, state }) => {
            const { memory } = scope;
            for (const [parameter, address] of sums.parameters) {
              if (sums.reached.has(parameter) || !scope.hasGradient(parameter)) continue;
              memory.move(scope.gradientAt(parameter), address, parameter.size);
              sums.reached.add(parameter);
            }
            states.forEach((tensor, index) => {
              const to = sums.state[index] as Address;
              if (scope.hasGradient(tensor)) memory.move(scope.gradientAt(tensor), to, tensor.size);
              else memory.clear(to, tensor.size);
            });
            if (loss !== undefined) add(scope, scope.at(loss), 1, sums.loss);
            const ended = arena.mark();
            this.segmentBytes = ended.before + ended.used - begun.before - begun.used;
            return copied(scope, state);
          },
        },
      ),
    );
  }

  /** Differentiates a segment to measure it. Afterwards sums are empty and generators are restored. */
  rehearse(segment: Segment<X, Y>, entering: S, sums: Sums): void {
    this.differentiate(segment, entering, sums, false);
    sums.reached.clear();
    (currentScope() as Scope).memory.clear(sums.loss, 1);
    for (const [random, state] of this.#draws.get(segment) ?? []) random.restore(state);
    this.#draws.delete(segment);
    this.#after.clear();
  }

  /** Runs a segment with the random numbers of its first run. */
  #replayed<R>(segment: Segment<X, Y>, run: () => R): R {
    const known = this.#draws.get(segment);
    if (known !== undefined) {
      for (const [random, state] of known) random.restore(state);
      return run();
    }
    const before = new Map<Random, ReturnType<Random['state']>>();
    this.#draws.set(segment, before);
    const beforeDraws = (random: Random): void => {
      if (!before.has(random)) before.set(random, random.state());
    };
    const result = new Scope((currentScope() as Scope).engine, { beforeDraws }).run(run);
    for (const random of before.keys()) this.#after.set(random, random.state());
    return result;
  }
}

/** A state as values of their own. */
function copied<S extends State>(scope: Scope, state: S): S {
  return mapStates(state, (tensor) =>
    tensorOf(tensor.shape, scope.memory.copy(scope.at(tensor), tensor.size)),
  );
}
