import { concat, reshape, slice, stack, Tensor, zeros } from '@tbptt/core';
import { type LayerState, RecurrentLayer } from '../cells/recurrent-layer.js';
import type { LaneOptions, Sequence } from '../recurrent.js';
import type { Setting, TestedLayer } from './cell-setting.js';
import { stepByOperations } from './step-by-operations.js';

/** The result of a run: all outputs `[T, B, H]`, and the states after the last step. */
export interface Run {
  readonly outputs: Tensor;
  readonly state: LayerState<string>;
}

/** Runs one window. */
export function unrolled({ layer, initial }: Setting, inputs: Sequence, lanes?: LaneOptions): Run {
  return layer.unroll(inputs, initial, lanes);
}

function inputAt(inputs: Sequence, t: number): Sequence {
  const [, ...rest] = inputs.shape;
  if (inputs instanceof Tensor) return reshape(slice(inputs, 0, t, t + 1), rest);
  const [B = 0] = rest;
  return { shape: rest, data: inputs.data.slice(t * B, (t + 1) * B) };
}

/** Runs a loop of steps. */
export function byStep({ layer, initial, T }: Setting, inputs: Sequence): Run {
  let state: LayerState<string> = initial;
  const outputs: Tensor[] = [];
  for (let t = 0; t < T; t++) {
    const stepped = layer.step(inputAt(inputs, t), state);
    outputs.push(stepped.output);
    state = stepped.state;
  }
  return { outputs: stack(outputs), state };
}

/** Whether a layer is declared by an equation, so that it can be run as ordinary operations too. */
export function isDeclared(layer: TestedLayer): layer is RecurrentLayer {
  return layer instanceof RecurrentLayer;
}

/** Runs a loop of ordinary operations. */
export function byOperations({ layer, initial, T }: Setting, inputs: Sequence): Run {
  if (!isDeclared(layer)) throw new TypeError('the layer has no equation.');
  let state: LayerState<string> = initial;
  const outputs: Tensor[] = [];
  for (let t = 0; t < T; t++) {
    state = stepByOperations(layer, inputAt(inputs, t), state);
    outputs.push(state['h'] as Tensor);
  }
  return { outputs: stack(outputs), state };
}

/** Runs the window in two parts. The second part may start anew. */
export function inTwoParts({ layer, initial, inputs, T, B }: Setting, cut: number, anew = false): Run {
  const first = layer.unroll(slice(inputs, 0, 0, cut), initial);
  const between = anew ? layer.initialState(B) : first.state;
  const second = layer.unroll(slice(inputs, 0, cut, T), between);
  const outputs = [...rowsOf(first.outputs, cut), ...rowsOf(second.outputs, T - cut)];
  return { outputs: stack(outputs), state: second.state };
}

function rowsOf(outputs: Tensor, steps: number): Tensor[] {
  return Array.from({ length: steps }, (_, t) =>
    reshape(slice(outputs, 0, t, t + 1), outputs.shape.slice(1)),
  );
}

/**
 * Runs each lane by itself, as many steps as its length says, in parts. Each part but the first
 * begins at a reset, with a fresh state. Outputs behind the length are zero.
 */
export function laneByLane(setting: Setting, { lengths, resets }: LaneOptions = {}): Run {
  const { layer, states: names, inputs, T, B } = setting;
  const lanes = Array.from({ length: B }, (_, b) => {
    const length = lengths?.[b] ?? T;
    const starts = Array.from({ length }, (_, t) => t).filter((t) => resets?.data[t * B + b]);
    const bounds = [0, ...starts, length];
    let state = laneOf(setting, b);
    const outputs = [...starts, length].map((last, part) => {
      if (part > 0) state = layer.initialState(1);
      const steps = slice(slice(inputs, 1, b, b + 1), 0, bounds[part] ?? 0, last);
      const unrolled = layer.unroll(steps, state);
      state = unrolled.state;
      return reshape(unrolled.outputs, [-1, layer.outputSize]);
    });
    return { outputs: concat([...outputs, zeros([T - length, layer.outputSize])]), state };
  });
  const states = names.map((name) => [
    name,
    stack(lanes.map((lane) => reshape(lane.state[name] as Tensor, [-1]))),
  ]);
  return {
    outputs: stack(
      lanes.map((lane) => lane.outputs),
      1,
    ),
    state: Object.fromEntries(states) as LayerState<string>,
  };
}

/** Returns the state of one lane before the window. */
function laneOf({ initial }: Setting, b: number): LayerState<string> {
  return Object.fromEntries(Object.entries(initial).map(([name, s]) => [name, slice(s, 0, b, b + 1)]));
}
