import {
  ArgumentError,
  Engine,
  evaluate,
  LifetimeError,
  multiply,
  parameter,
  scalar,
  square,
  subtract,
  sum,
  tensor,
  zeros,
} from '@tbptt/core';
import { numbersOf } from '@tbptt/core/operation';
import { doubleEngine, expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { adam } from '../adam.js';
import { groups } from '../groups.js';
import { Optimizer } from '../optimizer.js';
import { sgd } from '../sgd.js';
import { averageWeights } from './average-weights.js';

const start = [1, -2, 0.3] as const;

/** The weights after every step of a descent, and the averages after every step. */
function descend(options: Parameters<typeof averageWeights>[0], steps = 6) {
  const p = parameter(tensor([3], start));
  const optimizer = new Optimizer({ p }, [adam({ learningRate: 0.1 }), averageWeights(options)]);
  return Array.from({ length: steps }, () => {
    optimizer.step(() => sum(square(p)));
    return { weights: [...numbersOf(p)], average: optimizer.withAverages(() => [...numbersOf(p)]) };
  });
}

describe('a running average of the weights', () => {
  test.each([
    ['by a decay', { decay: 0.7 }, () => 0.7],
    [
      'by a decay that warms up',
      { decay: 0.3, warmup: true },
      (step: number) => Math.min(0.3, (1 + step) / (10 + step)),
    ],
    ['by a schedule', { decay: (step: number) => 0.5 / (1 + step) }, (step: number) => 0.5 / (1 + step)],
  ] as const)('follows its formula, %s', (_, options, decayOf) => {
    doubleEngine().run(() => {
      let expected: number[] = [];
      descend(options).forEach(({ weights, average }, step) => {
        const decay = decayOf(step);
        expected = step === 0 ? weights : weights.map((w, i) => decay * (expected[i] ?? 0) + (1 - decay) * w);
        expectClose(average, expected, { relative: 1e-14 });
      });
    });
  });

  test('may be the mean of all', () => {
    const steps = descend({ decay: (step) => step / (step + 1) }, 20);
    const mean = start.map((_, i) => steps.reduce((total, { weights }) => total + (weights[i] ?? 0), 0) / 20);
    expectClose(steps.at(-1)?.average ?? [], mean, { relative: 1e-6 });
  });

  test('changes nothing about the steps', () => {
    const p = parameter(tensor([3], start));
    const optimizer = new Optimizer({ p }, adam({ learningRate: 0.1 }));
    for (const { weights } of descend({})) {
      optimizer.step(() => sum(square(p)));
      expect([...numbersOf(p)]).toEqual(weights);
    }
  });

  test('is to the last bit the weights where nothing of it stays', () => {
    for (const { weights, average } of descend({ decay: 0 })) expect(average).toEqual(weights);
  });

  test('is part of the state', () => {
    const p = parameter(tensor([3], start));
    const chain = () => [adam({ learningRate: 0.1 }), averageWeights()];
    const optimizer = new Optimizer({ p }, chain());
    for (let step = 0; step < 3; step++) optimizer.step(() => sum(square(p)));
    const resumed = new Optimizer({ p }, chain());
    resumed.restore(optimizer.state());
    expect(resumed.withAverages(() => p.toFloats())).toEqual(optimizer.withAverages(() => p.toFloats()));
    expect(resumed.state().slots['averageWeights.average.p']?.toFloats()).toEqual(
      resumed.withAverages(() => p.toFloats()),
    );
  });

  test('refuses a decay that is none', () => {
    expect(() => averageWeights({ decay: 1.5 })).toThrow(
      'averageWeights: decay is 1.5; it must be a finite number of at least 0 and of at most 1.',
    );
  });
});

describe('averages in place of the weights', () => {
  const trained = () => {
    const p = parameter(scalar(1));
    const optimizer = new Optimizer({ p }, [sgd({ learningRate: 1 }), averageWeights({ decay: 0.5 })]);
    for (let step = 0; step < 2; step++) optimizer.step(() => p); // 0, then -1
    return { p, optimizer };
  };

  test('are there for the time of a closure, to the last bit the weights come back', () => {
    const { p, optimizer } = trained();
    expect(optimizer.withAverages(() => evaluate(() => multiply(p, 2)).item())).toBe(-1);
    expect(p.item()).toBe(-1);
    optimizer.step(() => p);
    expect([p.item(), optimizer.withAverages(() => p.item())]).toEqual([-2, -1.25]);
  });

  test('go when the closure throws', () => {
    const { p, optimizer } = trained();
    const failing = () =>
      optimizer.withAverages(() => {
        throw new Error('inside');
      });
    expect(failing).toThrow('inside');
    expect(p.item()).toBe(-1);
    optimizer.step(() => p);
    expect(p.item()).toBe(-2);
  });

  test('cannot be trained, saved or replaced', () => {
    const { p, optimizer } = trained();
    const state = optimizer.state();
    const uses = {
      step: () => void optimizer.step(() => p),
      accumulate: () => void optimizer.accumulate(() => p),
      update: () => optimizer.update(),
      state: () => void optimizer.state(),
      restore: () => optimizer.restore(state),
      withAverages: () => optimizer.withAverages(() => {}),
    };
    for (const [name, use] of Object.entries(uses)) {
      expect(() => optimizer.withAverages(use)).toThrow(LifetimeError);
      expect(() => optimizer.withAverages(use)).toThrow(
        `${name}: the parameters hold their averages inside the closure of withAverages;`,
      );
    }
    expect(p.item()).toBe(-1);
    expect(optimizer.state()).toEqual(state);
  });

  test('are the weights before the first update', () => {
    const p = parameter(scalar(3));
    const optimizer = new Optimizer({ p }, [sgd({ learningRate: 1 }), averageWeights()]);
    expect(optimizer.withAverages(() => p.item())).toBe(3);
  });

  test('are those of the groups that keep any', () => {
    const [a, b] = [parameter(scalar(1)), parameter(scalar(1))];
    const optimizer = new Optimizer({ a, b }, [
      groups([
        { parameters: a, chain: [sgd({ learningRate: 1 }), averageWeights({ decay: 0.5 })] },
        { chain: sgd({ learningRate: 1 }) },
      ]),
    ]);
    for (let step = 0; step < 2; step++) optimizer.step(() => subtract(a, multiply(b, -1)));
    expect(optimizer.withAverages(() => [a.item(), b.item()])).toEqual([-0.5, -1]);
  });

  test('need a chain that keeps some, and no step', () => {
    const { p, optimizer } = trained();
    const plain = new Optimizer({ p }, adam());
    expect(() => plain.withAverages(() => {})).toThrow(ArgumentError);
    expect(() => plain.withAverages(() => {})).toThrow(
      'withAverages: the chain keeps no averages of the parameters; end it with averageWeights(), or use asgd.',
    );
    const nested = () =>
      optimizer.step(() => {
        optimizer.withAverages(() => {});
        return p;
      });
    expect(nested).toThrow(LifetimeError);
  });
});

test('averages are exchanged in a memory without room for another copy of a parameter', () => {
  new Engine({ maximumBytes: 2 ** 21 }).run(() => {
    const large = parameter(zeros([150_000]));
    const optimizer = new Optimizer({ large }, [sgd({ learningRate: 1 }), averageWeights({ decay: 0.5 })]);
    for (let step = 0; step < 2; step++) optimizer.step(() => sum(large));
    const first = () => large.toFloats()[0];
    expect(optimizer.withAverages(first)).toBe(-1.5);
    expect(first()).toBe(-2);
  });
});
