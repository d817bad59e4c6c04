import {
  add,
  concat,
  differentiate,
  type Indices,
  indices,
  multiply,
  Parameter,
  parametersOf,
  type Random,
  reshape,
  seeded,
  slice,
  stack,
  sum,
  Tensor,
  tensor,
  zeros,
} from '@tbptt/core';
import { expectClose, gradcheck, type TestRunner } from '@tbptt/core/testing';
import type { LayerState, RecurrentLayer } from '../cells/recurrent-layer.js';
import type { LaneOptions, Sequence } from '../recurrent.js';
import { stepByOperations } from './step-by-operations.js';

/** Makes a layer of the cell under test. */
export type LayerFactory = (inputs: number, hidden: number, random: Random) => RecurrentLayer;

/** Small enough that no unit of these sizes passes the kink of a relu on the way. */
const SMALL_STEP = { step: 1e-5 };

interface Sizes {
  readonly T: number;
  readonly B: number;
  readonly D: number;
  readonly H: number;
}

const SIZES: readonly Sizes[] = [
  { T: 1, B: 1, D: 1, H: 1 },
  { T: 5, B: 1, D: 3, H: 4 },
  { T: 4, B: 3, D: 2, H: 5 },
  { T: 3, B: 2, D: 7, H: 17 },
];

/** What is put in: a layer, a sequence, and the states before it, all differentiable. */
interface Setting extends Sizes {
  readonly layer: RecurrentLayer;
  readonly inputs: Parameter;
  readonly symbols: Indices;
  readonly initial: Readonly<Record<string, Parameter>>;
  /** Fixed weights of the outputs and final states in the loss. */
  readonly weights: readonly Tensor[];
}

/** What comes out: all outputs `[T, B, H]`, and the states after the last step. */
interface Run {
  readonly outputs: Tensor;
  readonly state: LayerState<string>;
}

/**
 * The tests that define a recurrent layer, for every cell: its gradients by finite differences in double precision, and the equalities that
 * make a window, its steps, its parts and its lanes the same thing.
 */
export function cellContract({ describe, test }: TestRunner, name: string, make: LayerFactory): void {
  describe(`${name} keeps the contract of recurrent layers`, () => {
    for (const sizes of SIZES) {
      const { T, B, D, H } = sizes;
      describe(`T = ${T}, B = ${B}, D = ${D}, H = ${H}`, () => {
        test('the gradients of inputs, initial state and every parameter are those of finite differences', () => {
          const setting = makeSetting(make, sizes);
          gradcheck(setting, () => lossOf(setting, unrolled(setting, setting.inputs)), SMALL_STEP);
        });
        test('so they are where the inputs are symbols', () => {
          const setting = makeSetting(make, sizes);
          gradcheck(setting, () => lossOf(setting, unrolled(setting, setting.symbols)), SMALL_STEP);
        });
        test('a window equals a loop of steps, in value and gradient', () => {
          const setting = makeSetting(make, sizes);
          expectSame(
            setting,
            () => unrolled(setting, setting.inputs),
            () => byStep(setting, setting.inputs),
          );
        });
        test('a window equals a loop of ordinary operations, in value and gradient', () => {
          const setting = makeSetting(make, sizes);
          expectSame(
            setting,
            () => unrolled(setting, setting.inputs),
            () => byOperations(setting, setting.inputs),
          );
          expectSame(
            setting,
            () => unrolled(setting, setting.symbols),
            () => byOperations(setting, setting.symbols),
          );
        });
        test('one window equals the same in two parts, in value and gradient', () => {
          const setting = makeSetting(make, sizes);
          const cut = Math.floor(T / 2);
          expectSame(
            setting,
            () => unrolled(setting, setting.inputs),
            () => inTwoParts(setting, cut),
          );
        });
        test('the gradients are those of finite differences where lanes end early and start anew', () => {
          const setting = makeSetting(make, sizes);
          const lanes = { lengths: someLengths(sizes), resets: someResets(sizes) };
          gradcheck(setting, () => lossOf(setting, unrolled(setting, setting.inputs, lanes)), SMALL_STEP);
        });
        test('lanes that end early equal shorter lanes, whatever stands behind their end', () => {
          const setting = makeSetting(make, sizes);
          const lengths = someLengths(sizes);
          const spoilt = { ...setting, inputs: new Parameter(spoil(setting.inputs, lengths)) };
          expectSame(
            setting,
            () => unrolled(spoilt, spoilt.inputs, { lengths }),
            () => laneByLane(setting, lengths),
            spoilt,
          );
        });
        test('a lane that starts anew equals a fresh one', () => {
          const setting = makeSetting(make, sizes);
          const cut = Math.floor(T / 2);
          const resets = indices(
            [T, B],
            Array.from({ length: T * B }, (_, i) => (i >= cut * B && i < (cut + 1) * B ? 1 : 0)),
          );
          expectSame(
            setting,
            () => unrolled(setting, setting.inputs, { resets }),
            () => inTwoParts(setting, cut, true),
          );
        });
        test('a batch equals its lanes one by one, in value and gradient', () => {
          const setting = makeSetting(make, sizes);
          expectSame(
            setting,
            () => unrolled(setting, setting.inputs),
            () => laneByLane(setting),
          );
        });
      });
    }
  });
}

function makeSetting(make: LayerFactory, sizes: Sizes): Setting {
  const { T, B, D, H } = sizes;
  const random = seeded(7);
  const draw = (shape: readonly number[]): Tensor => {
    const size = shape.reduce((product, length) => product * length, 1);
    return tensor(
      shape,
      Array.from({ length: size }, () => random.normal()),
    );
  };
  const layer = make(D, H, random);
  const states = layer.cell.states;
  const shapeOf = (state: string): number[] => [B, state === 'h' ? layer.outputSize : H];
  return {
    ...sizes,
    layer,
    inputs: new Parameter(draw([T, B, D])),
    symbols: indices(
      [T, B],
      Array.from({ length: T * B }, () => Math.floor(random.float() * D)),
    ),
    initial: Object.fromEntries(states.map((state) => [state, new Parameter(draw(shapeOf(state)))])),
    weights: [draw([T, B, layer.outputSize]), ...states.map((state) => draw(shapeOf(state)))],
  };
}

function unrolled({ layer, initial }: Setting, inputs: Sequence, lanes?: LaneOptions): Run {
  return layer.unroll(inputs, initial, lanes);
}

/** A length for each lane: the first is whole, another is empty, the rest lie between. */
function someLengths({ T, B }: Sizes): number[] {
  return Array.from({ length: B }, (_, b) => (b === 0 ? T : (T * (b - 1)) % (T + 1)));
}

function someResets({ T, B }: Sizes): Indices {
  return indices(
    [T, B],
    Array.from({ length: T * B }, (_, i) => (i % 3 === 1 ? 1 : 0)),
  );
}

/** The inputs with NaN behind the end of each lane. */
function spoil(inputs: Tensor, lengths: readonly number[]): Tensor {
  const [, B = 0, D = 0] = inputs.shape;
  const spoilt = inputs.toFloats().map((x, i) => {
    const row = Math.floor(i / D);
    return Math.floor(row / B) < (lengths[row % B] ?? 0) ? x : Number.NaN;
  });
  return tensor(inputs.shape, spoilt);
}

function inputAt(inputs: Sequence, t: number): Sequence {
  const [, ...rest] = inputs.shape;
  if (inputs instanceof Tensor) return reshape(slice(inputs, 0, t, t + 1), rest);
  const [B = 0] = rest;
  return { shape: rest, data: inputs.data.slice(t * B, (t + 1) * B) };
}

function byStep({ layer, initial, T }: Setting, inputs: Sequence): Run {
  let state: LayerState<string> = initial;
  const outputs: Tensor[] = [];
  for (let t = 0; t < T; t++) {
    const stepped = layer.step(inputAt(inputs, t), state);
    outputs.push(stepped.output);
    state = stepped.state;
  }
  return { outputs: stack(outputs), state };
}

function byOperations({ layer, initial, T }: Setting, inputs: Sequence): Run {
  let state: LayerState<string> = initial;
  const outputs: Tensor[] = [];
  for (let t = 0; t < T; t++) {
    state = stepByOperations(layer, inputAt(inputs, t), state);
    outputs.push(state['h'] as Tensor);
  }
  return { outputs: stack(outputs), state };
}

/** The window cut in two; the second part may start anew. */
function inTwoParts({ layer, initial, inputs, T, B }: Setting, cut: number, anew = false): Run {
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

/** Each lane by itself, as many steps of it as its length says; outputs behind that are zero. */
function laneByLane({ layer, initial, inputs, T, B }: Setting, lengths?: readonly number[]): Run {
  const O = layer.outputSize;
  const lanes = Array.from({ length: B }, (_, b) => {
    const state = Object.fromEntries(
      Object.entries(initial).map(([name, s]) => [name, slice(s, 0, b, b + 1)]),
    );
    const length = lengths?.[b] ?? T;
    const { outputs, state: after } = layer.unroll(slice(slice(inputs, 1, b, b + 1), 0, 0, length), state);
    return { outputs: concat([reshape(outputs, [length, O]), zeros([T - length, O])]), state: after };
  });
  const states = layer.cell.states.map((name) => [
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

function lossOf({ layer, weights }: Setting, { outputs, state }: Run): Tensor {
  const results = [outputs, ...layer.cell.states.map((name) => state[name] as Tensor)];
  return results
    .map((result, index) => sum(multiply(result, weights[index] as Tensor)))
    .reduce((total, term) => add(total, term));
}

/** Compares two ways to run a setting: outputs, final states, and the gradients of everything. */
function expectSame(setting: Setting, one: () => Run, other: () => Run, settingOfOne = setting): void {
  const observe = (run: () => Run, setting: Setting) => {
    const { outputs, state } = differentiate(setting, () => {
      const result = run();
      return { loss: lossOf(setting, result), outputs: result.outputs, state: result.state };
    });
    const gradients = [...parametersOf(setting)].map(
      ([path, parameter]) => [`gradient of ${path}`, parameter.gradient?.toFloats()] as const,
    );
    const states = Object.entries(state).map(
      ([name, tensor]) => [`state ${name}`, tensor.toFloats()] as const,
    );
    return [['outputs', outputs.toFloats()] as const, ...states, ...gradients];
  };
  const expected = observe(other, setting);
  observe(one, settingOfOne).forEach(([what, actual], index) => {
    expectClose(actual ?? [], expected[index]?.[1] ?? [], { relative: 1e-4, absolute: 1e-5, name: what });
  });
}
