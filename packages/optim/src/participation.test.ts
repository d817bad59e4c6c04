import {
  add,
  differentiate,
  Embedding,
  indices,
  multiply,
  type Parameter,
  parameter,
  scalar,
  seeded,
  square,
  sum,
  TiedLinear,
  tensor,
} from '@tbptt/core';
import { doubleEngine, expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { adadelta } from './adadelta.js';
import { adagrad } from './adagrad.js';
import { adam } from './adam.js';
import { adamax } from './adamax.js';
import { adamw } from './adamw.js';
import { asgd } from './asgd.js';
import type { Chain } from './chain.js';
import { groups } from './groups.js';
import { nadam } from './nadam.js';
import { Optimizer } from './optimizer.js';
import { radam } from './radam.js';
import { rmsprop } from './rmsprop.js';
import { rprop } from './rprop.js';
import { sgd } from './sgd.js';
import { transform } from './transform.js';
import { averageWeights } from './transforms/average-weights.js';
import { clipAdaptively } from './transforms/clip-adaptively.js';
import { clipByGlobalNorm } from './transforms/clip-by-global-norm.js';
import { clipByParameterNorm } from './transforms/clip-by-parameter-norm.js';
import { l1Decay } from './transforms/l1-decay.js';
import { weightDecay } from './transforms/weight-decay.js';

const chains: Readonly<Record<string, () => Chain>> = {
  sgd: () => sgd({ learningRate: 0.1, momentum: 0.9, dampening: 0.3, weightDecay: 0.1 }),
  'sgd with Nesterov momentum': () => sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true }),
  adagrad: () => adagrad({ learningRate: 0.1, learningRateDecay: 0.5 }),
  rmsprop: () => rmsprop({ learningRate: 0.1, momentum: 0.9, centered: true }),
  adadelta: () => adadelta({ learningRate: 0.1, weightDecay: 0.1 }),
  adam: () => adam({ learningRate: 0.1, weightDecay: 0.1 }),
  'adam with amsgrad': () => adam({ learningRate: 0.1, amsgrad: true }),
  adamw: () => adamw({ learningRate: 0.1, weightDecay: 0.1 }),
  adamax: () => adamax({ learningRate: 0.1 }),
  nadam: () => nadam({ learningRate: 0.1, weightDecay: 0.1, decoupledWeightDecay: true }),
  'nadam with a scheduled beta': () => nadam({ learningRate: 0.1, betas: [() => 0.9, 0.999] }),
  radam: () => radam({ learningRate: 0.1, betas: [0.9, 0.9] }),
  rprop: () => rprop({ learningRate: 0.1 }),
  asgd: () => asgd({ learningRate: 0.1, lambd: 0.1, t0: 2 }),
  'clipping by the global norm': () => [clipByGlobalNorm(1e6), adam({ learningRate: 0.1 })],
  'clipping by the norm of parameters': () => [clipByParameterNorm(0.5), sgd({ learningRate: 0.1 })],
  'adaptive clipping after decay': () => [weightDecay(0.1), clipAdaptively(0.1), sgd({ learningRate: 0.1 })],
  'a penalty': () => [l1Decay(0.1), sgd({ learningRate: 0.1 })],
};

const gradients = [0.7, -1.3, 2, 0.4, -0.2, 1.1, 0.9, -2.5] as const;

/**
 * The values of a parameter that takes part in the steps for which `takesPart` holds, beside one
 * that always does: after each of those steps, and how far it moved in the others.
 */
function besideAnother(
  chain: Chain,
  takesPart: (step: number) => boolean,
): { values: number[]; moved: number } {
  const [always, sometimes] = [parameter(scalar(2)), parameter(scalar(2))];
  const optimizer = new Optimizer({ always, sometimes }, chain);
  let next = 0;
  let moved = 0;
  const values: number[] = [];
  for (let step = 0; next < gradients.length; step++) {
    if (takesPart(step)) {
      const gradient = gradients[next++] ?? 0;
      optimizer.step(() => add(multiply(always, 0.3), multiply(sometimes, gradient)));
      values.push(sometimes.item());
    } else {
      const before = sometimes.item();
      optimizer.step(() => multiply(always, 0.3));
      moved += Math.abs(sometimes.item() - before);
    }
  }
  return { values, moved };
}

/** The values of a parameter that is trained alone. */
function alone(chain: Chain): number[] {
  const p = parameter(scalar(2));
  const optimizer = new Optimizer({ p }, chain);
  return gradients.map((gradient) => {
    optimizer.step(() => multiply(p, gradient));
    return p.item();
  });
}

describe('a parameter that takes no part in a step', () => {
  const patterns = {
    'every other': (step: number) => step % 2 === 1,
    'all from a late one': (step: number) => step >= 50,
    'all but one': (step: number) => step !== 4,
  };

  test.each(
    Object.entries(chains).flatMap(([name, chain]) =>
      Object.entries(patterns).map(([pattern, takesPart]) => ({ name, chain, pattern, takesPart })),
    ),
  )('is trained by $name as if the other steps had not been, in $pattern', ({ chain, takesPart }) => {
    const { values, moved } = besideAnother(chain(), takesPart);
    expect(moved).toBe(0);
    expectClose(values, alone(chain()), { relative: 1e-6, absolute: 1e-7 });
    doubleEngine().run(() => {
      expectClose(besideAnother(chain(), takesPart).values, alone(chain()), { relative: 1e-13 });
    });
  });

  test('moves by one learning rate in the first step of Adam that it takes part in, however late', () => {
    const model = { a: parameter(tensor([1], [0])), b: parameter(tensor([1], [1])) };
    const optimizer = new Optimizer(model, adam({ learningRate: 0.001 }));
    for (let i = 0; i < 1000; i++) optimizer.step(() => sum(model.a));
    const moved = Array.from({ length: 10 }, () => {
      const before = model.b.item();
      optimizer.step(() => sum(model.b));
      return (before - model.b.item()) / 0.001;
    });
    expectClose(
      moved,
      moved.map(() => 1),
      { relative: 1e-4 },
    );
  });

  test('stays where PyTorch leaves it when its gradient ends', () => {
    const rest = (chain: Chain, first: boolean): number => {
      const [a, b] = [parameter(scalar(0)), parameter(scalar(1))];
      const optimizer = new Optimizer({ a, b }, chain);
      if (first) optimizer.step(() => add(a, b));
      for (let i = 0; i < 99; i++) optimizer.step(() => multiply(a, 1));
      return b.item();
    };
    expect(rest(adam({ learningRate: 0.01 }), true)).toBeCloseTo(0.99, 6);
    expect(rest(sgd({ learningRate: 0.01, momentum: 0.9 }), true)).toBeCloseTo(0.99, 6);
    expect(rest(adamw({ learningRate: 0.01, weightDecay: 0.1 }), true)).toBeCloseTo(0.989, 6);
    expect(rest(adamw({ learningRate: 0.01, weightDecay: 0.1 }), false)).toBe(1);
  });

  test('is updated if its gradient is zero, which is not the same', () => {
    const p = parameter(scalar(1));
    const optimizer = new Optimizer({ p }, adamw({ learningRate: 0.1, weightDecay: 0.5 }));
    optimizer.step(() => multiply(p, 0));
    expect(p.item()).toBeCloseTo(0.95, 6);
    expect(optimizer.state().updates).toEqual({ p: 1 });
  });

  test('counts nothing in any norm', () => {
    const [a, b] = [parameter(scalar(1)), parameter(tensor([2], [100, 100]))];
    for (const before of [[], [weightDecay(1)]]) {
      const optimizer = new Optimizer({ a, b }, [before, clipByGlobalNorm(1), sgd({ learningRate: 0 })]);
      optimizer.step(() => add(a, multiply(sum(b), 1e6)));
      optimizer.step(() => multiply(a, 3));
      expect(optimizer.gradientNorm).toBe(before.length === 0 ? 3 : 4);
    }
  });

  test('belongs to no group that counts its steps', () => {
    const [a, b] = [parameter(scalar(1)), parameter(scalar(1))];
    const optimizer = new Optimizer({ a, b }, [
      groups([
        { parameters: a, chain: adam({ learningRate: 0.1 }) },
        { chain: sgd({ learningRate: 0.5, momentum: 0.9 }) },
      ]),
    ]);
    for (let i = 0; i < 3; i++) optimizer.step(() => multiply(a, 2));
    optimizer.step(() => b);
    expect(optimizer.state()).toMatchObject({ steps: 4, updates: { a: 3, b: 1 } });
    expect(a.item()).toBeCloseTo(0.7, 6);
    expect(b.item()).toBe(0.5);
  });

  test('is one that a loss uses only outside its own computation', () => {
    const [a, b] = [parameter(scalar(1)), parameter(scalar(1))];
    const optimizer = new Optimizer({ a, b }, adamw({ learningRate: 0.1, weightDecay: 0.5 }));
    const { seen } = optimizer.step(() => ({ loss: square(a), seen: square(b) }));
    expect([seen.item(), b.item()]).toEqual([1, 1]);
  });

  test('leaves the schedule to the steps of the optimizer', () => {
    const [a, b] = [parameter(scalar(0)), parameter(scalar(0))];
    const optimizer = new Optimizer({ a, b }, sgd({ learningRate: (step) => 10 ** step }));
    for (let i = 0; i < 2; i++) optimizer.step(() => multiply(a, 1));
    optimizer.step(() => b);
    expect([a.item(), b.item()]).toEqual([-11, -100]);
  });
});

describe('a parameter takes part', () => {
  const decayed = (parameters: object) => new Optimizer(parameters, adamw({ learningRate: 0.1 }));

  test('if one of several accumulated losses depends on it', () => {
    const [a, b, c] = [parameter(scalar(1)), parameter(scalar(1)), parameter(scalar(1))];
    const optimizer = decayed({ a, b, c });
    optimizer.accumulate(() => a);
    optimizer.accumulate(() => b);
    optimizer.accumulate(() => multiply(a, 1));
    optimizer.update();
    expect(optimizer.state().updates).toEqual({ a: 1, b: 1, c: 0 });
    expect([a.gradient?.item(), b.gradient?.item(), c.gradient]).toEqual([2, 1, undefined]);
    optimizer.accumulate(() => c);
    optimizer.update();
    expect(optimizer.state().updates).toEqual({ a: 1, b: 1, c: 1 });
  });

  test('if one of its uses counts: a weight that is tied is one parameter', () => {
    const embedding = new Embedding(3, 2, { random: seeded(1) });
    const model = { embedding, head: new TiedLinear(embedding) };
    const optimizer = decayed(model);
    optimizer.step(() => sum(model.head.forward(tensor([1, 2], [1, 2]))));
    optimizer.step(() => sum(embedding.forward(indices([1], [0]))));
    expect(optimizer.state().updates['embedding.weight']).toBe(2);
  });

  test('if differentiate left a gradient in it before an update', () => {
    const [a, b] = [parameter(scalar(1)), parameter(scalar(1))];
    const optimizer = decayed({ a, b });
    differentiate({ a, b }, () => multiply(b, 2));
    optimizer.update();
    expect(optimizer.state().updates).toEqual({ a: 0, b: 1 });
    expect(a.item()).toBe(1);
  });
});

describe('averages of a parameter that takes no part in a step', () => {
  /** PyTorch's `AveragedModel`: averages all parameters after every step. */
  const expectedAverage = (values: readonly number[], decay: number): number =>
    values.reduce((average, value, i) => (i === 0 ? value : decay * average + (1 - decay) * value), 0);

  const run = (steps: readonly ('a' | 'b')[], chain: Chain) => {
    const model: Record<'a' | 'b', Parameter> = { a: parameter(scalar(1)), b: parameter(scalar(1)) };
    const optimizer = new Optimizer(model, chain);
    const values = steps.map((name) => {
      optimizer.step(() => multiply(model[name], 1));
      return [model.a.item(), model.b.item()] as const;
    });
    const averages = optimizer.withAverages(() => [model.a.item(), model.b.item()] as const);
    return { values, averages, optimizer, model };
  };

  test('move towards it all the same', () => {
    const steps = ['a', 'b', 'b', 'a', 'a', 'a'] as const;
    const { values, averages } = run(steps, [sgd({ learningRate: 1 }), averageWeights({ decay: 0.7 })]);
    expectClose(
      averages,
      [0, 1].map((i) =>
        expectedAverage(
          values.map((value) => value[i] ?? 0),
          0.7,
        ),
      ),
    );
  });

  test('are the parameter if it never took part', () => {
    const chains = [
      [sgd({ learningRate: 1 }), averageWeights({ decay: 0.7 })],
      asgd({ learningRate: 1, t0: 0 }),
    ];
    for (const chain of chains) expect(run(['a', 'a', 'a'], chain).averages[1]).toBe(1);
  });

  test('stay in asgd, which averages updates', () => {
    const { averages } = run(['a', 'b', 'b', 'a', 'a'], asgd({ learningRate: 1, lambd: 0, t0: 0 }));
    // As in PyTorch, the second update replaces the average too.
    expectClose(averages, [(-1 - 2) / 2, -1]);
  });

  test('come back to the last bit when the closure ends', () => {
    const { values, model, optimizer } = run(['a', 'a'], asgd({ learningRate: 0.3, t0: 0 }));
    optimizer.withAverages(() => undefined);
    expect([model.a.item(), model.b.item()]).toEqual(values.at(-1));
  });
});

describe('the number of updates of every parameter', () => {
  test.each(Object.entries(chains))(
    'is part of the state, so a resumed run of %s takes the same steps',
    (name, chain) => {
      const averaged = name === 'asgd' ? [] : [averageWeights({ decay: 0.8 })];
      const make = () => {
        const model = { a: parameter(tensor([3], [1, -2, 3])), b: parameter(tensor([2], [2, -1])) };
        return { model, optimizer: new Optimizer(model, [chain(), ...averaged]) };
      };
      const step = ({ model, optimizer }: ReturnType<typeof make>) => {
        const { steps } = optimizer;
        const loss = sumOf(model.a, Math.sin(steps + 1));
        optimizer.step(() => (steps % 3 === 1 ? loss() : add(loss(), sumOf(model.b, Math.cos(steps))())));
      };
      const [whole, resumed] = [make(), make()];
      for (let i = 0; i < 5; i++) step(whole);
      resumed.model.a.assign(tensor([3], whole.model.a.toFloats()));
      resumed.model.b.assign(tensor([2], whole.model.b.toFloats()));
      const state = whole.optimizer.state();
      expect(state).toMatchObject({ steps: 5, updates: { a: 5, b: 3 } });
      resumed.optimizer.restore(state);
      for (let i = 0; i < 5; i++) {
        step(whole);
        step(resumed);
      }
      expect(resumed.optimizer.state()).toEqual(whole.optimizer.state());
      expect(resumed.model.a.toFloats()).toEqual(whole.model.a.toFloats());
      expect(resumed.model.b.toFloats()).toEqual(whole.model.b.toFloats());
    },
  );

  test('goes along into another memory', () => {
    const [a, b] = [parameter(scalar(1)), parameter(scalar(1))];
    const optimizer = new Optimizer({ a, b }, adam({ learningRate: 0.1 }));
    for (let i = 0; i < 3; i++) optimizer.step(() => multiply(a, 1));
    doubleEngine().run(() => {
      optimizer.step(() => b);
      expect(b.item()).toBeCloseTo(0.9, 6);
    });
    expect(optimizer.state().updates).toEqual({ a: 3, b: 1 });
  });

  test('is given to the uniforms of a transform beside the number of the step', () => {
    const seen: (readonly [number, number])[] = [];
    const watch = transform({
      name: 'watch',
      uniforms: {
        seen({ step, updates }) {
          seen.push([step, updates]);
          return 1;
        },
      },
      update: (gradient) => ({ gradient }),
    });
    const [a, b] = [parameter(scalar(1)), parameter(scalar(1))];
    const optimizer = new Optimizer({ a, b }, [watch, sgd({ learningRate: 1 })]);
    optimizer.step(() => a);
    optimizer.step(() => add(a, b));
    expect(seen).toEqual([
      [0, 0],
      [1, 1],
      [1, 0],
    ]);
  });
});

function sumOf(p: Parameter, factor: number) {
  return () => sum(multiply(square(p), factor));
}
