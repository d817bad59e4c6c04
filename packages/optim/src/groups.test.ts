import {
  ArgumentError,
  Linear,
  meanSquaredError,
  multiply,
  type Parameter,
  parameter,
  parametersOf,
  Sequential,
  scalar,
  seeded,
  sqrt,
  subtract,
  sum,
  tanh,
  tensor,
} from '@tbptt/core';
import { expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { adam } from './adam.js';
import { adamw } from './adamw.js';
import type { Chain } from './chain.js';
import { groups } from './groups.js';
import { Optimizer } from './optimizer.js';
import { sgd } from './sgd.js';
import { clipByGlobalNorm } from './transforms/clip-by-global-norm.js';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.js';
import { weightDecay } from './transforms/weight-decay.js';

/** A model of two layers, always the same. */
const newModel = () => {
  const random = seeded(5);
  return new Sequential(new Linear(3, 4, { random }), tanh, new Linear(4, 2, { random }));
};

const inputs = tensor([2, 3], [1, -2, 0.5, 0.3, 1.5, -1]);
const targets = tensor([2, 2], [1, 0, 0, 1]);
const lossOf = (model: Sequential) => meanSquaredError(model.forward(inputs), targets);

function numbersAfter(steps: number, chainOf: (model: Sequential) => Chain): Map<string, Float32Array> {
  const model = newModel();
  const optimizer = new Optimizer(model, chainOf(model));
  for (let step = 0; step < steps; step++) optimizer.step(() => lossOf(model));
  return new Map([...parametersOf(model)].map(([path, p]) => [path, p.toFloats()]));
}

/** Two parameters with the gradients [3] and [4, 12], after one step. */
function stepOnTwo(chain: Chain) {
  const [a, b] = [parameter(scalar(0)), parameter(tensor([2], [0, 0]))];
  const optimizer = new Optimizer({ a, b }, chain);
  optimizer.step(() => subtract(multiply(a, 3), sum(multiply(b, tensor([2], [-4, -12])))));
  return { a: a.toNested(), b: b.toNested(), norm: optimizer.gradientNorm };
}

const isBias = (path: string) => path.endsWith('bias');

describe('parameter groups', () => {
  test('have options of their own', () => {
    const grouped = numbersAfter(3, () =>
      groups([
        { parameters: isBias, chain: adamw({ learningRate: 0.1, weightDecay: 0 }) },
        { chain: adamw({ learningRate: 0.01, weightDecay: 0.5 }) },
      ]),
    );
    expect([...grouped.keys()]).toEqual([...parametersOf(newModel()).keys()]);
    const first = (chain: Chain) => numbersAfter(1, () => chain);
    const [biases, weights] = [
      first(adamw({ learningRate: 0.1, weightDecay: 0 })),
      first(adamw({ learningRate: 0.01, weightDecay: 0.5 })),
    ];
    const once = numbersAfter(1, () =>
      groups([
        { parameters: isBias, chain: adamw({ learningRate: 0.1, weightDecay: 0 }) },
        { chain: adamw({ learningRate: 0.01, weightDecay: 0.5 }) },
      ]),
    );
    for (const [path, numbers] of once) expect(numbers).toEqual((isBias(path) ? biases : weights).get(path));
  });

  test('that are alike give what one chain gives', () => {
    const chain = [clipByGlobalNorm(0.5), adam({ learningRate: 0.1 })];
    const apart = numbersAfter(5, (model) => [
      clipByGlobalNorm(0.5),
      groups([
        { parameters: parametersOf(model).get('layers.0.weight') ?? {}, chain: adam({ learningRate: 0.1 }) },
        { chain: adam({ learningRate: 0.1 }) },
      ]),
    ]);
    const together = numbersAfter(5, () => chain);
    for (const [path, numbers] of together) expectClose(apart.get(path) ?? [], numbers, { relative: 1e-6 });
  });

  test('share the norm that is taken before them', () => {
    const chain = [
      clipByGlobalNorm(1),
      groups([
        { parameters: (path) => path === 'a', chain: sgd({ learningRate: 10 }) },
        { chain: sgd({ learningRate: 1 }) },
      ]),
    ];
    const { a, b, norm } = stepOnTwo(chain);
    expect(norm).toBeCloseTo(13, 12);
    expectClose([a as number], [-30 / 13]);
    expectClose(b as number[], [-4 / 13, -12 / 13]);
  });

  test('share the norm that is taken after them, of what each has made of its gradients', () => {
    const chain = [
      groups([
        { parameters: (path) => path === 'a', chain: [scaleByLearningRate(2)] },
        { chain: [scaleByLearningRate(0.5)] },
      ]),
      clipByGlobalNorm(1),
    ];
    const { a, b, norm } = stepOnTwo(chain);
    const expected = Math.hypot(6, 2, 6);
    expect(norm).toBeCloseTo(expected, 6);
    expectClose([a as number, ...(b as number[])], [-6 / expected, -2 / expected, -6 / expected]);
  });

  test('have norms of their own', () => {
    const clipped = [clipByGlobalNorm(1), sgd({ learningRate: 1 })];
    const { a, b, norm } = stepOnTwo(
      groups([{ parameters: (path) => path === 'a', chain: clipped }, { chain: clipped }]),
    );
    expect(norm).toBe(3);
    expectClose([a as number], [-1]);
    expectClose(b as number[], [-4 / Math.hypot(4, 12), -12 / Math.hypot(4, 12)]);
  });

  test('may leave a gradient as it is', () => {
    const chain = [
      groups([{ parameters: (path) => path === 'a', chain: [weightDecay(1)] }, { chain: [] }]),
      sgd({ learningRate: 1 }),
    ];
    expect(stepOnTwo(chain)).toMatchObject({ a: -3, b: [-4, -12] });
  });

  test('name their slots as without groups, and continue from a saved state', () => {
    const model = newModel();
    const chain = (model: Sequential) => [
      clipByGlobalNorm(1),
      groups([
        { parameters: model.layers[0] as Linear, chain: adam() },
        { chain: sgd({ learningRate: 0.1, momentum: 0.9 }) },
      ]),
    ];
    const optimizer = new Optimizer(model, chain(model));
    optimizer.step(() => lossOf(model));
    const state = optimizer.state();
    expect(Object.keys(state.slots)).toEqual([
      'adam.firstMoment.layers.0.weight',
      'adam.secondMoment.layers.0.weight',
      'adam.firstMoment.layers.0.bias',
      'adam.secondMoment.layers.0.bias',
      'momentum.velocity.layers.2.weight',
      'momentum.velocity.layers.2.bias',
    ]);
    const other = newModel();
    for (const [path, p] of parametersOf(other)) p.assign(parametersOf(model).get(path) as Parameter);
    const resumed = new Optimizer(other, chain(other));
    resumed.restore(state);
    for (let step = 0; step < 3; step++) {
      optimizer.step(() => lossOf(model));
      resumed.step(() => lossOf(other));
    }
    for (const [path, p] of parametersOf(other)) {
      expect(p.toFloats()).toEqual(parametersOf(model).get(path)?.toFloats());
    }
    expect(resumed.state()).toEqual(optimizer.state());
  });

  test('name all gradients that are to blame', () => {
    const [a, b] = [parameter(scalar(0)), parameter(scalar(0))];
    const optimizer = new Optimizer({ a, b }, [
      clipByGlobalNorm(1),
      groups([{ parameters: a, chain: adam() }, { chain: sgd({ learningRate: 1 }) }]),
    ]);
    expect(() => optimizer.step(() => subtract(sqrt(a), sqrt(b)))).toThrow('because of a, b.');
    expect([a.item(), b.item()]).toEqual([0, 0]);
  });
});

describe('parameter groups are refused', () => {
  const model = { a: parameter(scalar(0)), b: parameter(scalar(0)) };
  const refused = (chain: Chain) => () => new Optimizer(model, chain);

  test('where a parameter is in none', () => {
    const chain = groups([{ parameters: model.a, chain: adam() }]);
    expect(refused(chain)).toThrow(ArgumentError);
    expect(refused(chain)).toThrow(
      'groups: no group takes b; add a last group without `parameters`, which takes the rest.',
    );
  });

  test('where a group takes none', () => {
    expect(refused(groups([{ chain: adam() }, { parameters: model.b, chain: adam() }]))).toThrow(
      'groups: group 1 has no parameters; it must take one of a, b that no group before it has taken.',
    );
  });

  test('where a group names one that the model does not have', () => {
    const chain = groups([{ parameters: { c: parameter(scalar(0)) }, chain: adam() }, { chain: adam() }]);
    expect(refused(chain)).toThrow("groups: group 0 names a parameter 'c' that is none of the model's;");
  });

  test('where the chain of a parameter is empty', () => {
    expect(refused(groups([{ parameters: model.a, chain: adam() }, { chain: [] }]))).toThrow(
      'Optimizer: the chain has no transforms;',
    );
  });
});
