import { type Indices, indices, Parameter, type Random, seeded, type Tensor, tensor } from '@tbptt/core';
import type { LayerState } from '../cells/recurrent-layer.js';
import type { Recurrent } from '../recurrent.js';

/**
 * A layer under test: any recurrent layer whose state is tensors by name, of an equation or of
 * operations.
 */
export type TestedLayer = Recurrent<LayerState<string>>;

/**
 * Makes a layer of the cell under test. Its options are those of every layer, so a constructor's
 * may be passed on.
 */
export type LayerFactory = (
  inputs: number,
  hidden: number,
  options: { readonly random: Random },
) => TestedLayer;

/** T, B, D and H of a setting. */
export interface Sizes {
  readonly T: number;
  readonly B: number;
  readonly D: number;
  readonly H: number;
}

/** The operands of a test: a layer, a sequence, and the states before it, all differentiable. */
export interface Setting extends Sizes {
  readonly layer: TestedLayer;
  /** The names of the states. */
  readonly states: readonly string[];
  readonly inputs: Parameter;
  readonly symbols: Indices;
  readonly initial: Readonly<Record<string, Parameter>>;
  /** Fixed weights of the outputs and final states in the loss. */
  readonly weights: readonly Tensor[];
}

/** Makes a layer of the cell, and draws inputs, states and weights for it. */
export function makeSetting(make: LayerFactory, sizes: Sizes, seed = 7): Setting {
  const { T, B, D, H } = sizes;
  const random = seeded(seed);
  const draw = (shape: readonly number[]): Tensor => {
    const size = shape.reduce((product, length) => product * length, 1);
    return tensor(
      shape,
      Array.from({ length: size }, () => random.normal()),
    );
  };
  const layer = make(D, H, { random });
  const initial = layer.initialState(B);
  const states = Object.keys(initial);
  const shapeOf = (state: string): readonly number[] => initial[state]?.shape ?? [];
  return {
    ...sizes,
    layer,
    states,
    inputs: new Parameter(draw([T, B, D])),
    symbols: indices(
      [T, B],
      Array.from({ length: T * B }, () => Math.floor(random.float() * D)),
    ),
    initial: Object.fromEntries(states.map((state) => [state, new Parameter(draw(shapeOf(state)))])),
    weights: [draw([T, B, layer.outputSize]), ...states.map((state) => draw(shapeOf(state)))],
  };
}

/**
 * Returns a length for each lane: the first lane is whole, another is empty, the rest are between.
 */
export function someLengths({ T, B }: Sizes): number[] {
  return Array.from({ length: B }, (_, b) => (b === 0 ? T : (T * (b - 1)) % (T + 1)));
}

/** Returns resets at irregular places. */
export function someResets({ T, B }: Sizes): Indices {
  return indices(
    [T, B],
    Array.from({ length: T * B }, (_, i) => (i % 3 === 1 ? 1 : 0)),
  );
}

/** Returns the inputs with NaN behind the end of each lane. */
export function spoil(inputs: Tensor, lengths: readonly number[]): Tensor {
  const [, B = 0, D = 0] = inputs.shape;
  const spoilt = inputs.toFloats().map((x, i) => {
    const row = Math.floor(i / D);
    return Math.floor(row / B) < (lengths[row % B] ?? 0) ? x : Number.NaN;
  });
  return tensor(inputs.shape, spoilt);
}
