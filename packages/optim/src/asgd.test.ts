import { multiply, parameter, scalar } from '@tbptt/core';
import { doubleEngine, expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { type ASGDOptions, asgd } from './asgd.js';
import { Optimizer } from './optimizer.js';
import { optimizerContract, type ReferenceUpdate, type Setting } from './testing/optimizer-contract.js';

type Options = Omit<ASGDOptions, 'learningRate'>;

/**
 * PyTorch's order of things for one number, and its average: learning rate and weight of the
 * average are computed at the end of a step for the next one.
 */
function reference(
  options: Options,
  learningRate: number,
): { update: ReferenceUpdate; average: () => number } {
  const { lambd = 1e-4, alpha = 0.75, t0 = 1e6, weightDecay = 0 } = options;
  let eta = learningRate;
  let mu = 1;
  let average = 0;
  const update: ReferenceUpdate = (p, gradient, index) => {
    const step = index + 1;
    const g = gradient + weightDecay * p;
    const next = p * (1 - lambd * eta) - eta * g;
    average += mu * (next - average);
    eta = learningRate / (1 + lambd * learningRate * step) ** alpha;
    mu = 1 / Math.max(1, step - t0);
    return next;
  };
  return { update, average: () => average };
}

const setting = (options: Options): Setting => ({
  options: JSON.stringify(options),
  chain: (learningRate) => asgd({ learningRate, ...options }),
  reference: (learningRate) => reference(options, learningRate).update,
});

optimizerContract({ describe, test }, 'asgd', {
  settings: [
    setting({}),
    setting({ t0: 0, lambd: 0 }),
    setting({ t0: 3, lambd: 0.5, alpha: 0.6 }),
    setting({ weightDecay: 0.05, lambd: 0.01, alpha: 1 }),
  ],
  quadratic: 0.05,
  rosenbrock: { chain: asgd({ learningRate: 1e-3 }), steps: 20_000 },
});

test.each([0, 3, 1e6])('asgd averages the weights from step %d on', (t0) => {
  doubleEngine().run(() => {
    const options = { t0, lambd: 0.1, alpha: 0.75 };
    const p = parameter(scalar(2));
    const optimizer = new Optimizer([p], asgd({ learningRate: 0.1, ...options }));
    const { update, average } = reference(options, 0.1);
    let expected = 2;
    for (let step = 0; step < 10; step++) {
      const gradient = Math.sin(step);
      optimizer.step(() => multiply(p, gradient));
      expected = update(expected, gradient, step);
      expectClose([p.item(), optimizer.withAverages(() => p.item())], [expected, average()], {
        relative: 1e-12,
      });
    }
  });
});

test('asgd may have a schedule, whose rate at the step counts', () => {
  const p = parameter(scalar(0));
  const optimizer = new Optimizer([p], asgd({ learningRate: (step) => 10 ** step, lambd: 0 }));
  for (let step = 0; step < 3; step++) optimizer.step(() => p);
  expect(p.item()).toBe(-111);
});

test('asgd refuses options out of range', () => {
  expect(() => asgd({ lambd: -1 })).toThrow('asgd: lambd is -1');
  expect(() => asgd({ alpha: Number.NaN })).toThrow('asgd: alpha is NaN');
  expect(() => asgd({ t0: -1 })).toThrow('asgd: t0 is -1');
  expect(() => asgd({ weightDecay: -1 })).toThrow('weightDecay: the coefficient is -1');
  expect(() => asgd({ learningRate: -1 })).toThrow('asgd: the learning rate is -1');
});
