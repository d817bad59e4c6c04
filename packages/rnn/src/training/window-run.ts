import { concat, multiply, type Tensor } from '@tbptt/core';
import type { Recurrent, Sequence, State } from '../recurrent.js';
import { cutPoints } from './cut-points.js';
import type { Span } from './spans.js';
import type { Stream } from './stream.js';

/** Compares the outputs [T, B, ...] of a window with its targets; one number. */
export type SequenceLoss<Y> = (outputs: Tensor, targets: Y) => Tensor;

/** What a window gives. */
export interface WindowResult<S> {
  /** Of its losses, times the weight. */
  readonly loss: Tensor;
  /** The state after the last step. */
  readonly after: S;
  /** The state before the step at which the following window begins, unless that is `after`: a step copies what it is given. */
  readonly carried?: S;
}

/** A window with its data, read from the stream before the step that differentiates it. */
export interface WindowRun<S, Y> {
  /** How many positions its loss is taken over. */
  readonly count: number;
  /** Runs it forward, within a step. */
  forward(loss: SequenceLoss<Y>, weight: number): WindowResult<S>;
}

/**
 * Reads the data of a window. It runs from the state that enters it, from the model's initial state if there is none, in parts: it is cut where its losses
 * begin and where the following window does.
 */
export function windowRun<S extends State, X extends Sequence, Y>(
  model: Recurrent<S>,
  stream: Stream<X, Y>,
  { from, start, end, next }: Span,
  entering: S | undefined,
): WindowRun<S, Y> {
  const counted = stream.window(start, end - start);
  const parts = cutPoints(from, [start, next], end).map(([first, last]) => ({
    first,
    last,
    window: first === start && last === end ? counted : stream.window(first, last - first),
  }));
  return {
    count: counted.count,
    forward(loss, weight) {
      let state = entering ?? model.initialState(stream.lanes);
      let carried = state;
      const outputs: Tensor[] = [];
      for (const { first, last, window } of parts) {
        const unrolled = model.unroll(window.inputs, state, window);
        state = unrolled.state;
        if (last === next) carried = state;
        if (first >= start) outputs.push(unrolled.outputs);
      }
      const total = loss(joined(outputs), counted.targets);
      const result = { loss: weight === 1 ? total : multiply(total, weight), after: state };
      return carried === state ? result : { ...result, carried };
    },
  };
}

function joined(outputs: readonly Tensor[]): Tensor {
  const [only] = outputs;
  return only !== undefined && outputs.length === 1 ? only : concat(outputs, 0);
}
