import { concat, multiply, type Tensor } from '@tbptt/core';
import type { Sequence, State, Unrollable } from '../recurrent.js';
import { lossOf } from './arguments.js';
import { cutPoints } from './cut-points.js';
import { readWindow } from './read-window.js';
import type { SequenceLoss } from './sequence-loss.js';
import type { Span } from './spans.js';
import type { Stream, StreamWindow } from './stream.js';

/** The states that a window leaves behind. */
export interface WindowStates<S> {
  /** The state after the last step. */
  readonly after: S;
  /** The state that enters the next window, if it is another one than `after`. */
  readonly carried?: S;
}

/** A window with its data, read from the stream before the step that differentiates it. */
export interface WindowRun<S, Y> {
  /** Runs the window for its states only. */
  advance(): WindowStates<S>;
  /** Runs the window within a step; its loss is multiplied by `weight`. */
  forward(loss: SequenceLoss<Y>, weight: number): WindowStates<S> & { readonly loss: Tensor };
}

/** The place of a window in its stream. */
export interface WindowPlace<S> {
  readonly span: Span;
  /** The first step of the next window. */
  readonly next: number;
  /** The state that enters the window. Undefined for the model's initial state. */
  readonly entering: S | undefined;
  /** Whether the loss averages over the counted positions. */
  readonly averages: boolean;
}

/**
 * Reads the data of a window, and returns what runs it. The window is run in parts: it is cut at
 * the first counted step, and at the first step of the next window because the state that enters
 * that step is carried.
 *
 * @param counted the counted steps, which have been read
 * @throws ArgumentError if the stream gives another window than requested
 */
export function windowRun<S extends State, X extends Sequence, Y>(
  operation: string,
  model: Unrollable<S>,
  stream: Stream<X, Y>,
  counted: StreamWindow<X, Y>,
  { span: { from, start, end }, next, entering }: WindowPlace<S>,
): WindowRun<S, Y> {
  const isWhole = start === from && (next <= from || next >= end);
  const parts = isWhole
    ? [{ first: from, last: end, window: counted }]
    : cutPoints(from, [start, next], end).map(([first, last]) => ({
        first,
        last,
        window:
          first === start && last === end ? counted : readWindow(operation, stream, first, last - first),
      }));
  const unroll = (): { readonly outputs: readonly Tensor[]; readonly states: WindowStates<S> } => {
    let state = entering ?? model.initialState(stream.lanes);
    let carried = state;
    const outputs: Tensor[] = [];
    for (const { first, last, window } of parts) {
      const unrolled = model.unroll(window.inputs, state, window);
      state = unrolled.state;
      if (last === next) carried = state;
      if (first >= start) outputs.push(unrolled.outputs);
    }
    // A step copies what its closure returns: a state that is returned twice would be copied twice.
    return { outputs, states: carried === state ? { after: state } : { after: state, carried } };
  };
  return {
    advance: () => unroll().states,
    forward(loss, weight) {
      const { outputs, states } = unroll();
      const total = lossOf(operation, loss, joined(outputs), counted.targets);
      return { ...states, loss: weight === 1 ? total : multiply(total, weight) };
    },
  };
}

function joined(outputs: readonly Tensor[]): Tensor {
  const [only] = outputs;
  return only !== undefined && outputs.length === 1 ? only : concat(outputs, 0);
}
