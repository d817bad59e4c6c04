import { multiply, parameter, scalar, subtract } from '@tbptt/core';
import { doubleEngine, expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { adadelta } from '../adadelta.js';
import { adam } from '../adam.js';
import { adamax } from '../adamax.js';
import { adamw } from '../adamw.js';
import type { Chain } from '../chain.js';
import { nadam } from '../nadam.js';
import { Optimizer } from '../optimizer.js';
import { radam } from '../radam.js';
import { rmsprop } from '../rmsprop.js';
import { sgd } from '../sgd.js';
import { averageWeights } from './average-weights.js';

/** The values of a parameter after each of the gradients, from 1. */
function run(chain: Chain, gradients: readonly number[]): number[] {
  const p = parameter(scalar(1));
  const optimizer = new Optimizer({ p }, chain);
  return gradients.map((gradient) => {
    const now = p.item();
    optimizer.step(() => multiply(subtract(p, now), gradient)); // a loss of 0, whatever the gradient
    return p.item();
  });
}

/** The same in double precision, where nothing overflows. */
function inDoubles(chain: Chain, gradients: readonly number[]): number[] {
  return doubleEngine().run(() => run(chain, gradients));
}

describe('a gradient whose square single precision does not hold', () => {
  const chains: Readonly<Record<string, () => Chain>> = {
    adam: () => adam({ learningRate: 0.1 }),
    'adam with amsgrad': () => adam({ learningRate: 0.1, amsgrad: true }),
    adamw: () => adamw({ learningRate: 0.1 }),
    adamax: () => adamax({ learningRate: 0.1 }),
    nadam: () => nadam({ learningRate: 0.1 }),
    radam: () => radam({ learningRate: 1e-21 }),
    rmsprop: () => rmsprop({ learningRate: 0.1 }),
    adadelta: () => adadelta({ learningRate: 0.1 }),
  };

  test.each(
    Object.entries(chains).flatMap(([name, chain]) =>
      [2e19, -3e19, 5e19].map((spike) => ({ name, chain, spike })),
    ),
  )('of $spike does not stop $name', ({ chain, spike }) => {
    const gradients = [spike, 1, -2, 1, 3];
    expectClose(run(chain(), gradients), inDoubles(chain(), gradients), { relative: 1e-5, absolute: 1e-6 });
  });

  test('is survived by Adam up to 1.8e19 / √(1 - β₂), as in PyTorch', () => {
    expectClose(run(adam({ learningRate: 0.1 }), [2e19, 1, 1, 1]), [0.9, 0.833, 0.781, 0.739], {
      absolute: 5e-4,
    });
    expectClose(run(rmsprop({ learningRate: 0.1 }), [2e19, 1, 1, 1]), [0, 0, 0, 0], { absolute: 1e-7 });
    const large = [5e20, 1, 1];
    expectClose(run(adam({ learningRate: 0.1 }), large), inDoubles(adam({ learningRate: 0.1 }), large));
  });
});

describe('moments of which little or nothing is kept', () => {
  test('have nothing left of a large gradient before', () => {
    expectClose(run(adam({ learningRate: 0.1, betas: [0, 0] }), [1e8, 1]), [0.9, 0.8]);
    expectClose(run(adam({ learningRate: 1, betas: [0, 0.5] }), [1e4, 1e-3]).slice(0, 1), [0]);
  });

  test('are those of the formula where the gradient falls to a millionth', () => {
    const [first = 0, second = 0] = run(adam({ learningRate: 1, betas: [0, 0], eps: 1e-8 }), [1, -1e-6]);
    expectClose([1 - first, second - first], [1, 0.990099], { relative: 1e-5 });
  });

  test('keep all digits of a gradient after a larger one', () => {
    const moments = (beta1: number | ((step: number) => number)): number => {
      const p = parameter(scalar(1));
      const optimizer = new Optimizer({ p }, adam({ learningRate: 0.1, betas: [beta1, 0.9] }));
      optimizer.step(() => multiply(p, 1e4));
      optimizer.step(() => multiply(p, 1e-3));
      return optimizer.state().slots['adam.firstMoment.p']?.item() ?? Number.NaN;
    };
    expect(moments(0)).toBe(Math.fround(1e-3));
    expect(moments(() => 0)).toBe(Math.fround(1e-3));
    for (const beta of [0.1, 0.3, 0.49, 0.5, 0.51, 0.9, 0.999]) {
      const expected = beta * (1 - beta) * 1e4 + (1 - beta) * 1e-3;
      expectClose([moments(beta), moments(() => beta)], [expected, expected], { relative: 1e-6 });
    }
  });

  test('are averages of the weights too', () => {
    const p = parameter(scalar(0));
    const optimizer = new Optimizer({ p }, [sgd({ learningRate: 1 }), averageWeights({ decay: 1e-9 })]);
    optimizer.step(() => multiply(p, -1e8));
    optimizer.step(() => multiply(p, 1e8 - 0.001));
    expectClose(
      optimizer.withAverages(() => p.item()),
      p.item(),
      { absolute: 0.2 },
    );
  });
});
