import {
  FormatError,
  full,
  LifetimeError,
  multiply,
  parameter,
  scalar,
  sum,
  type Tensor,
  tensor,
  zeros,
} from '@tbptt/core';
import { decodeSafetensors, encodeSafetensors } from '@tbptt/core/files';
import { doubleEngine } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { adagrad } from './adagrad.js';
import { adam } from './adam.js';
import { adamax } from './adamax.js';
import type { Chain } from './chain.js';
import { nadam } from './nadam.js';
import { Optimizer } from './optimizer.js';
import type { OptimizerState } from './optimizer-state.js';
import { rmsprop } from './rmsprop.js';
import { rprop } from './rprop.js';
import { sgd } from './sgd.js';
import { averageWeights } from './transforms/average-weights.js';

/** An optimizer of two parameters after three steps, in the last of which only one took part. */
function trained(chain: Chain = [adam({ amsgrad: true }), averageWeights()]) {
  const model = { w: parameter(tensor([2, 2], [1, 2, 3, 4])), b: parameter(tensor([2], [5, 6])) };
  const optimizer = new Optimizer(model, chain);
  for (let i = 0; i < 2; i++) {
    optimizer.step(() => multiply(sum(multiply(model.w, tensor([2, 2], [0.1, -0.2, 0.3, 0]))), sum(model.b)));
  }
  optimizer.step(() => sum(multiply(model.w, 0.7)));
  return { model, optimizer };
}

const replaced = (state: OptimizerState, name: string, slot: unknown): OptimizerState => ({
  ...state,
  slots: { ...state.slots, [name]: slot as Tensor },
});

describe('a state goes', () => {
  const ways: Readonly<Record<string, (state: OptimizerState) => OptimizerState>> = {
    'by hand': (state) => state,
    'through JSON': (state) => JSON.parse(JSON.stringify(state)) as OptimizerState,
    'through a file and JSON': ({ slots, ...counts }) => ({
      ...(JSON.parse(JSON.stringify(counts)) as Omit<OptimizerState, 'slots'>),
      slots: decodeSafetensors(encodeSafetensors(slots)).tensors,
    }),
  };

  test.each(Object.entries(ways))('%s to the last bit', (_, way) => {
    const { optimizer } = trained();
    const state = optimizer.state();
    expect(state).toMatchObject({ steps: 3, updates: { w: 3, b: 2 } });
    const { optimizer: other, model } = trained();
    other.step(() => sum(model.b));
    other.restore(way(state));
    expect(other.state()).toEqual(state);
  });
});

describe('a state is refused before anything is changed', () => {
  const state = trained().optimizer.state();
  const cases: Readonly<Record<string, readonly [unknown, string]>> = {
    'if it is none': [undefined, 'the state is undefined; it must be what state() returned.'],
    'if it is null': [null, 'the state is null'],
    'if it has no counts': [{ slots: state.slots }, 'the number of steps is undefined'],
    'with steps that are text': [{ ...state, steps: '3' }, "the number of steps is '3'"],
    'with steps beyond whole numbers': [{ ...state, steps: 1e308 }, 'the number of steps is 1e+308'],
    'with half a step': [{ ...state, steps: 2.5 }, 'the number of steps is 2.5'],
    'with a negative number of steps': [{ ...state, steps: -1 }, 'the number of steps is -1'],
    'with a number of steps that is none': [{ ...state, steps: Number.NaN }, 'the number of steps is NaN'],
    'without updates': [{ steps: 3, slots: state.slots }, 'the updates of the state are undefined'],
    'with updates of a part': [{ ...state, updates: { w: 3 } }, "the number of updates of 'b' is undefined"],
    'with more updates than steps': [
      { ...state, updates: { w: 3, b: 4 } },
      "the number of updates of 'b' is 4",
    ],
    'with half an update': [{ ...state, updates: { w: 3, b: 0.5 } }, "the number of updates of 'b' is 0.5"],
    'with updates of a stranger': [
      { ...state, updates: { w: 3, b: 2, c: 1 } },
      "the state has updates of 'c'",
    ],
    'without slots': [{ ...state, slots: undefined }, 'the slots of the state are undefined'],
    'with slots in a list': [{ ...state, slots: [] }, 'the slots of the state are an array'],
    'with NaN in its last slot': [
      replaced(state, 'averageWeights.average.b', tensor([2], [1, Number.NaN])),
      "element 1 of the slot 'averageWeights.average.b' is NaN; it must be a number.",
    ],
    'with a negative second moment': [
      replaced(state, 'adam.secondMoment.b', tensor([2], [1, -1e-9])),
      "element 1 of the slot 'adam.secondMoment.b' is -",
    ],
    'with a negative largest second moment': [
      replaced(state, 'adam.largestSecondMoment.b', full([2], -1)),
      "element 0 of the slot 'adam.largestSecondMoment.b' is -1; it must be a number of at least 0.",
    ],
    'with a slot that is a list': [
      replaced(state, 'adam.firstMoment.b', [1, 2]),
      'is an array, not a tensor',
    ],
    'with a cloned slot': [
      replaced(state, 'adam.firstMoment.b', structuredClone(state.slots['adam.firstMoment.b'])),
      'Tensors survive encodeSafetensors and JSON.stringify (unless they have NaN or infinities), but not structuredClone or postMessage.',
    ],
    'with a slot whose JSON has holes': [
      replaced(state, 'adam.firstMoment.b', { shape: [2], numbers: [1, null] }),
      "the slot 'adam.firstMoment.b' is an object, not a tensor",
    ],
    'with a slot whose JSON does not fit its shape': [
      replaced(state, 'adam.firstMoment.b', { shape: [2], numbers: [1, 2, 3] }),
      "the slot 'adam.firstMoment.b' is an object, not a tensor",
    ],
  };

  test.each(Object.entries(cases))('%s', (_, [wrong, message]) => {
    const { optimizer } = trained();
    const before = optimizer.state();
    const restore = () => optimizer.restore(wrong as OptimizerState);
    expect(restore).toThrow(FormatError);
    expect(restore).toThrow(message);
    expect(optimizer.state()).toEqual(before);
  });

  test('with a tensor that has escaped from a step', () => {
    const { optimizer, model } = trained();
    const escaped: Tensor[] = [];
    optimizer.step(() => {
      escaped.push(multiply(model.b, 2));
      return sum(model.w);
    });
    const before = optimizer.state();
    expect(() => optimizer.restore(replaced(before, 'averageWeights.average.b', escaped[0]))).toThrow(
      LifetimeError,
    );
    expect(optimizer.state()).toEqual(before);
  });

  test.each([
    ['sumOfSquares', 'adagrad', adagrad()],
    ['secondMoment', 'rms', rmsprop()],
    ['infinityNorm', 'adamax', adamax()],
    ['secondMoment', 'nadam', nadam()],
    ['stepSize', 'rprop', rprop()],
  ] as const)('with a negative %s of %s', (slot, name, chain) => {
    const { optimizer } = trained(chain);
    const saved = replaced(optimizer.state(), `${name}.${slot}.b`, full([2], -1));
    expect(() => optimizer.restore(saved)).toThrow(
      `'${name}.${slot}.b' is -1; it must be a number of at least 0.`,
    );
  });

  test('but not because of a negative velocity', () => {
    const { optimizer } = trained(sgd({ learningRate: 1, momentum: 0.9 }));
    optimizer.restore(replaced(optimizer.state(), 'momentum.velocity.b', full([2], -1)));
    expect(optimizer.state().slots['momentum.velocity.b']?.toNested()).toEqual([-1, -1]);
  });

  test('and not because of a slot that has become infinite: it goes on as it would have gone on', () => {
    const p = parameter(scalar(1));
    const optimizer = new Optimizer({ p }, adagrad());
    optimizer.step(() => multiply(p, 1e30));
    const state = optimizer.state();
    expect(state.slots['adagrad.sumOfSquares.p']?.item()).toBe(Infinity);
    new Optimizer({ p }, adagrad()).restore(state);
  });
});

test('a state of double precision keeps its digits through JSON', () => {
  doubleEngine().run(() => {
    const p = parameter(tensor([1], Float64Array.of(1 / 3)));
    const optimizer = new Optimizer({ p }, adam());
    optimizer.step(() => sum(multiply(p, tensor([1], Float64Array.of(0.1)))));
    const saved = JSON.stringify(optimizer.state());
    const other = new Optimizer({ p }, adam());
    other.restore(JSON.parse(saved) as OptimizerState);
    expect(JSON.stringify(other.state())).toBe(saved);
  });
});

test('slots of parameters without elements, of scalars and of four axes are saved and restored', () => {
  const model = {
    none: parameter(zeros([0, 3])),
    one: parameter(scalar(2)),
    four: parameter(full([2, 1, 3, 2], 1)),
  };
  const optimizer = new Optimizer(model, adam());
  optimizer.step(() => sum(multiply(model.four, model.one)));
  const other = new Optimizer(model, adam());
  other.restore(JSON.parse(JSON.stringify(optimizer.state())) as OptimizerState);
  expect(other.state()).toEqual(optimizer.state());
  expect(other.state().slots['adam.firstMoment.none']?.shape).toEqual([0, 3]);
});
