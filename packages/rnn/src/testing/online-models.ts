import { Linear, meanSquaredError, type Random, seeded, type Tensor } from '@tbptt/core';
import { RecurrentLayer } from '../cells/recurrent-layer.js';
import { zeroPadding } from '../lanes/zero-padding.js';
import { online } from '../online/online.js';
import type { OnlineAlgorithm } from '../online/trace.js';
import type { LaneOptions, Recurrent, Sequence, State, Unrollable, Unrolled } from '../recurrent.js';
import type { Stream } from '../training/stream.js';
import { ALL_CELLS } from './all-cells.js';
import type { LayerFactory } from './cell-setting.js';
import { someResets } from './cell-setting.js';
import { GradientCollector } from './gradient-collector.js';
import { normalTensor, streamOver } from './random-stream.js';

/** A recurrent layer or stack with a linear layer over its outputs. */
export class WithHead<S extends State> implements Unrollable<S> {
  readonly head: Linear;

  constructor(
    readonly body: Recurrent<S>,
    outputs: number,
    random: Random,
  ) {
    this.head = new Linear(body.outputSize, outputs, { random });
  }

  initialState(lanes: number): S {
    return this.body.initialState(lanes);
  }

  unroll(inputs: Sequence, state?: S, lanes: LaneOptions = {}): Unrolled<S> {
    const { outputs, state: next } = this.body.unroll(inputs, state, lanes);
    const read = this.head.forward(outputs);
    return { outputs: lanes.lengths === undefined ? read : zeroPadding(read, lanes.lengths), state: next };
  }
}

/** The cells that are declared by an equation. */
export const DECLARED_CELLS: readonly (readonly [string, LayerFactory])[] = Object.entries(ALL_CELLS).filter(
  ([, make]) => make(1, 1, { random: seeded(0) }) instanceof RecurrentLayer,
);

/** Inputs [T, B, D], targets [T, B, 2] and resets at irregular places, as one window and as a stream. */
export function onlineSetting({ T, B, D }: { T: number; B: number; D: number }, random: Random) {
  const inputs = normalTensor([T, B, D], random);
  const targets = normalTensor([T, B, 2], random);
  const resets = someResets({ T, B, D, H: 1 });
  const plain = streamOver(inputs, targets);
  const stream = {
    ...plain,
    window(start: number, length: number) {
      const data = resets.data.subarray(start * B, (start + length) * B);
      return { ...plain.window(start, length), resets: { shape: [length, B], data } };
    },
  };
  return { inputs, targets, resets, plain, stream };
}

/**
 * Returns a function whose calls give the gradients of one epoch after the other with fixed
 * parameters, summed over T steps and divided by T, where the loss of a step is the mean squared
 * error: the gradient of the loss of the whole stream, if the algorithm is exact.
 */
export function onlineGradients<S extends State, X extends Sequence>(
  model: Unrollable<S>,
  stream: Stream<X, Tensor>,
  algorithm: OnlineAlgorithm,
): () => readonly number[] {
  const optimizer = new GradientCollector(model);
  const epochs = Number.POSITIVE_INFINITY;
  const run = online(model, stream, { algorithm, optimizer, loss: meanSquaredError, epochs });
  return () => {
    optimizer.reset();
    for (let ended = false; !ended; ) ended = run.next().value?.position.endsEpoch ?? true;
    return optimizer.total.map((x) => x / stream.length);
  };
}

/** The first of `onlineGradients`. */
export function onlineGradient<S extends State, X extends Sequence>(
  model: Unrollable<S>,
  stream: Stream<X, Tensor>,
  algorithm: OnlineAlgorithm,
): readonly number[] {
  return onlineGradients(model, stream, algorithm)();
}
