import {
  ArgumentError,
  add,
  differentiate,
  evaluate,
  FormatError,
  frozen,
  full,
  kernels,
  LifetimeError,
  matmul,
  multiply,
  NonFiniteError,
  type Parameter,
  parameter,
  scalar,
  slice,
  sqrt,
  square,
  subtract,
  sum,
  type Tensor,
  tensor,
  zeros,
} from '@tbptt/core';
import { formatShape, numbersOf } from '@tbptt/core/operation';
import { doubleEngine, expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { adam } from './adam.js';
import { Optimizer } from './optimizer.js';
import type { OptimizerState } from './optimizer-state.js';
import { sgd } from './sgd.js';
import { clipByGlobalNorm } from './transforms/clip-by-global-norm.js';
import { momentum } from './transforms/momentum.js';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.js';
import { weightDecay } from './transforms/weight-decay.js';

/** A step in which the gradient of `p` is `gradient`. */
const stepOn = (optimizer: Optimizer, p: Parameter, gradient: readonly number[]) =>
  optimizer.step(() => sum(multiply(p, tensor(p.shape, gradient))));

describe('a step', () => {
  test('returns the loss and, copied out, the rest of what the closure returned', () => {
    const w = parameter(tensor([1, 2], [3, 4]));
    const optimizer = new Optimizer({ w }, sgd({ learningRate: 0.5 }));
    const { loss, product } = optimizer.step(() => {
      const product = matmul(tensor([1, 1], [2]), w);
      return { loss: sum(product), product };
    });
    expect(loss).toBe(14);
    expect(product.toFloats()).toEqual(Float32Array.of(6, 8));
    expect(w.toFloats()).toEqual(Float32Array.of(2, 3));
    expect(optimizer.steps).toBe(1);
  });

  test('leaves the gradient as it came in the parameter, whatever the chain makes of it', () => {
    const p = parameter(tensor([2], [1, 1]));
    const optimizer = new Optimizer([p], [weightDecay(0.5), clipByGlobalNorm(1), sgd({ learningRate: 0.1 })]);
    stepOn(optimizer, p, [30, 40]);
    expect(p.gradient?.toFloats()).toEqual(Float32Array.of(30, 40));
  });

  test('is differentiation and an update', () => {
    const [p, q] = [parameter(tensor([3], [1, 2, 3])), parameter(tensor([3], [1, 2, 3]))];
    const [whole, halves] = [new Optimizer([p], adam()), new Optimizer([q], adam())];
    for (let step = 0; step < 3; step++) {
      whole.step(() => sum(square(p)));
      differentiate([q], () => sum(square(q)));
      halves.update();
    }
    expect(q.toFloats()).toEqual(p.toFloats());
    expect(halves.state()).toEqual(whole.state());
  });

  test('holds no other step, update or restored state', () => {
    const p = parameter(scalar(1));
    const optimizer = new Optimizer([p], sgd({ learningRate: 1 }));
    const state = optimizer.state();
    const nested = [
      () => optimizer.update(),
      () => void optimizer.step(() => p),
      () => optimizer.restore(state),
    ];
    for (const inner of nested) {
      const outer = () => {
        inner();
        return p;
      };
      expect(() => optimizer.step(outer)).toThrow(LifetimeError);
    }
    expect([p.item(), optimizer.steps]).toEqual([1, 0]);
  });

  test('takes the learning rate of its number from a schedule', () => {
    const p = parameter(scalar(0));
    const optimizer = new Optimizer([p], sgd({ learningRate: (step) => 10 ** step }));
    const after = [1, 2, 3].map(() => {
      optimizer.step(() => p);
      return p.item();
    });
    expect(after).toEqual([-1, -11, -111]);
  });

  test('does nothing to a parameter without elements', () => {
    const [p, empty] = [parameter(scalar(1)), parameter(zeros([0, 4]))];
    const optimizer = new Optimizer([empty, p], [clipByGlobalNorm(1), adam({ learningRate: 1 })]);
    optimizer.step(() => p);
    expect(p.item()).toBeCloseTo(0, 6);
  });

  test('updates a parameter that is shared once', () => {
    const shared = parameter(scalar(1));
    const optimizer = new Optimizer({ a: { shared }, b: { shared } }, sgd({ learningRate: 1 }));
    optimizer.step(() => shared);
    expect(shared.item()).toBe(0);
  });
});

describe('before anything is changed', () => {
  const chains = {
    'clipping first': [clipByGlobalNorm(1), adam({ learningRate: 0.1 })],
    'clipping after a transform with slots': [momentum(0.9), clipByGlobalNorm(1), scaleByLearningRate(0.1)],
  };

  test('a loss that is not finite ends the step, which is named', () => {
    const p = parameter(scalar(1));
    const optimizer = new Optimizer([p], adam());
    optimizer.step(() => p);
    const before = [p.item(), optimizer.state()];
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => optimizer.step(() => multiply(p, scalar(bad)))).toThrow(NonFiniteError);
      expect(() => optimizer.step(() => multiply(p, scalar(bad)))).toThrow(/^Step 1: the loss is /);
    }
    expect([p.item(), optimizer.state()]).toEqual(before);
  });

  test.each(Object.entries(chains))('a gradient that is not finite ends the step, %s', (_, chain) => {
    const [p, q] = [parameter(tensor([2], [1, 1])), parameter(scalar(1))];
    const optimizer = new Optimizer({ layer: { p }, q }, chain);
    optimizer.step(() => subtract(sum(p), q));
    const before = [p.toFloats(), q.item(), optimizer.state(), optimizer.gradientNorm];
    const now = tensor([2], p.toFloats());
    const infinite = () => optimizer.step(() => sum(sqrt(subtract(p, now))));
    const notANumber = () => optimizer.step(() => sum(sqrt(multiply(p, zeros([2])))));
    expect(infinite).toThrow(NonFiniteError);
    expect(infinite).toThrow('Step 1: the norm of the gradient is Infinity, because of layer.p.');
    expect(notANumber).toThrow('Step 1: the norm of the gradient is NaN, because of layer.p.');
    expect([p.toFloats(), q.item(), optimizer.state(), optimizer.gradientNorm]).toEqual(before);
    expect(optimizer.steps).toBe(1);
  });

  test('a schedule that gives no learning rate ends the step', () => {
    const p = parameter(scalar(1));
    const optimizer = new Optimizer([p], adam({ learningRate: (step) => (step < 2 ? 0.1 : -0.1) }));
    optimizer.step(() => p);
    optimizer.step(() => p);
    const before = [p.item(), optimizer.state()];
    expect(() => optimizer.step(() => p)).toThrow(
      'scaleByLearningRate: the learning rate of step 2 is -0.1; it must be a finite number of at least 0.',
    );
    expect([p.item(), optimizer.state()]).toEqual(before);
  });
});

describe('accumulated gradients', () => {
  const parts = [tensor([2], [1, -2]), tensor([2], [3, 5]), tensor([2], [-4, 1])] as const;
  const lossOf = (p: Parameter, part: Tensor) => sum(multiply(square(p), part));
  const make = () => {
    const p = parameter(tensor([2], [1, 2]));
    return { p, optimizer: new Optimizer({ p }, [clipByGlobalNorm(1), adam({ learningRate: 0.1 })]) };
  };

  test('are dropped by discard', () => {
    const p = parameter(tensor([2], [1, 2]));
    const optimizer = new Optimizer([p], sgd({ learningRate: 1 }));
    optimizer.accumulate(() => sum(multiply(p, 100)));
    optimizer.discard();
    optimizer.accumulate(() => sum(p));
    optimizer.update();
    expect([...p.toFloats()]).toEqual([0, 1]);
    expect(optimizer.steps).toBe(1);
  });

  test('of several parts make the step of all of them together', () => {
    const [whole, apart] = [make(), make()];
    for (let step = 0; step < 3; step++) {
      whole.optimizer.step(() =>
        parts.map((part) => lossOf(whole.p, part)).reduce((total, loss) => add(total, loss)),
      );
      for (const part of parts) apart.optimizer.accumulate(() => lossOf(apart.p, part));
      apart.optimizer.update();
      expectClose(apart.p.toFloats(), whole.p.toFloats());
      expectClose(apart.optimizer.gradientNorm ?? 0, whole.optimizer.gradientNorm ?? 1);
      expect(apart.optimizer.steps).toBe(step + 1);
    }
  });

  test('may be weighted, for a mean', () => {
    const { p, optimizer } = make();
    const losses = parts.map((part) => optimizer.accumulate(() => lossOf(p, part), { weight: 0.25 }).loss);
    expect(losses).toEqual([-7, 23, 0]);
    expect(p.gradient?.toNested()).toEqual([0, 4]);
  });

  test('are forgotten by a step, and after an update', () => {
    const { p, optimizer } = make();
    optimizer.accumulate(() => sum(p));
    optimizer.step(() => sum(p));
    expect(p.gradient?.toNested()).toEqual([1, 1]);
    optimizer.accumulate(() => sum(p));
    expect(p.gradient?.toNested()).toEqual([1, 1]);
    optimizer.restore(optimizer.state());
    optimizer.accumulate(() => sum(p));
    expect(p.gradient?.toNested()).toEqual([1, 1]);
  });

  test('are kept where a later part fails, and only then', () => {
    const { p, optimizer } = make();
    const fail = () => optimizer.accumulate(() => sum(multiply(p, Number.NaN)));
    expect(fail).toThrow(NonFiniteError);
    optimizer.accumulate(() => sum(p));
    expect(fail).toThrow('Step 0: the loss is NaN');
    optimizer.accumulate(() => sum(p));
    expect(p.gradient?.toNested()).toEqual([2, 2]);
    expect(() => optimizer.accumulate(() => sum(p), { weight: Number.NaN })).toThrow(
      'accumulate: weight is NaN; it must be a finite number.',
    );
  });
});

describe('the norm of the gradient', () => {
  test('is known after a step whose chain measures it, as it was before clipping', () => {
    const p = parameter(tensor([2], [0, 0]));
    const optimizer = new Optimizer([p], [clipByGlobalNorm(1), sgd({ learningRate: 1 })]);
    expect(optimizer.gradientNorm).toBeUndefined();
    stepOn(optimizer, p, [3, 4]);
    expect(optimizer.gradientNorm).toBe(5);
  });

  test('is unknown where nothing measures it', () => {
    const p = parameter(tensor([2], [0, 0]));
    const optimizer = new Optimizer([p], sgd({ learningRate: 1 }));
    stepOn(optimizer, p, [3, 4]);
    expect(optimizer.gradientNorm).toBeUndefined();
  });

  test('is that of the first transform that measures', () => {
    const p = parameter(tensor([2], [0, 0]));
    const chain = [clipByGlobalNorm(2.5), clipByGlobalNorm(1, { norm: 1 }), sgd({ learningRate: 1 })];
    const optimizer = new Optimizer([p], chain);
    stepOn(optimizer, p, [3, 4]);
    expect(optimizer.gradientNorm).toBe(5);
    expectClose(p.toFloats(), [-3 / 7, -4 / 7]);
  });
});

/** An optimizer of two parameters after a step. */
function trained(): Optimizer {
  const [weight, bias] = [parameter(tensor([2, 2], [1, 2, 3, 4])), parameter(tensor([2], [5, 6]))];
  const optimizer = new Optimizer({ layers: [{ weight, bias }] }, adam({ learningRate: 0.1 }));
  optimizer.step(() => sum(square(weight)));
  return optimizer;
}

/** A state that fits `trained()`, but for what `change` makes of it. */
function stateWith(
  change: (slots: Record<string, Tensor>) => void,
  steps = 7,
  updates: Readonly<Record<string, number>> = { 'layers.0.weight': 7, 'layers.0.bias': 3 },
): OptimizerState {
  const entries = Object.entries(trained().state().slots);
  const slots = Object.fromEntries(entries.map(([name, { shape }]) => [name, full(shape, 9)]));
  change(slots);
  return { steps, updates, slots };
}

describe('a state', () => {
  test('names every slot after its transform, itself and its parameter', () => {
    const { steps, slots } = trained().state();
    expect(steps).toBe(1);
    expect(Object.entries(slots).map(([name, { shape }]) => `${name} ${formatShape(shape)}`)).toEqual([
      'adam.firstMoment.layers.0.weight [2, 2]',
      'adam.secondMoment.layers.0.weight [2, 2]',
      'adam.firstMoment.layers.0.bias [2]',
      'adam.secondMoment.layers.0.bias [2]',
    ]);
    expectClose(slots['adam.firstMoment.layers.0.weight']?.toFloats() ?? [], [0.2, 0.4, 0.6, 0.8]);
  });

  test('has names of its own for two transforms of one name', () => {
    const optimizer = new Optimizer(parameter(scalar(0)), [momentum(0.9), momentum(0.5)]);
    expect(Object.keys(optimizer.state().slots)).toEqual(['momentum.velocity', 'momentum2.velocity']);
  });

  test('is a copy, which later steps leave alone', () => {
    const p = parameter(scalar(1));
    const optimizer = new Optimizer({ p }, adam());
    const before = optimizer.state();
    optimizer.step(() => p);
    expect(before.steps).toBe(0);
    expect(before.slots['adam.firstMoment.p']?.item()).toBe(0);
  });

  test('keeps every digit in double precision', () => {
    doubleEngine().run(() => {
      const p = parameter(tensor([1], Float64Array.of(1 / 3)));
      const optimizer = new Optimizer({ p }, adam({ betas: [0, 0] }));
      optimizer.step(() => sum(multiply(p, tensor([1], Float64Array.of(0.1)))));
      const state = optimizer.state();
      const other = new Optimizer({ p }, adam({ betas: [0, 0] }));
      other.restore(state);
      expect([...numbersOf(other.state().slots['adam.firstMoment.p'] as Tensor)]).toEqual([0.1]);
    });
  });

  const unfit: [string, OptimizerState, string][] = [
    [
      'a number of steps that is none',
      stateWith(() => {}, 1.5),
      'the number of steps is 1.5; it must be a whole number of at least 0.',
    ],
    [
      'a slot too few',
      stateWith((slots) => delete slots['adam.secondMoment.layers.0.bias']),
      "the state has no slot 'adam.secondMoment.layers.0.bias', of shape [2].",
    ],
    [
      'a slot too many',
      stateWith((slots) => Object.assign(slots, { extra: scalar(1) })),
      "the state has a slot 'extra', but the optimizer has none of that name.",
    ],
    [
      'a slot of another shape',
      stateWith((slots) => Object.assign(slots, { 'adam.secondMoment.layers.0.bias': zeros([3]) })),
      "the slot 'adam.secondMoment.layers.0.bias' is [3] in the state, [2] here.",
    ],
  ];

  test.each(unfit)('with %s is refused, and nothing is restored', (_, state, message) => {
    const optimizer = trained();
    const before = optimizer.state();
    expect(() => optimizer.restore(state)).toThrow(FormatError);
    expect(() => optimizer.restore(state)).toThrow(`restore: ${message}`);
    expect(optimizer.state()).toEqual(before);
  });
});

describe('an optimizer', () => {
  test('needs parameters and transforms', () => {
    expect(() => new Optimizer({}, adam())).toThrow(ArgumentError);
    expect(() => new Optimizer({}, adam())).toThrow('Optimizer: the model has no parameters;');
    expect(() => new Optimizer([parameter(scalar(0))], [[], []])).toThrow(
      'Optimizer: the chain has no transforms;',
    );
  });

  test('takes its numbers along into another memory', () => {
    const p = parameter(scalar(1));
    const optimizer = new Optimizer({ p }, adam({ learningRate: 0.5 }));
    optimizer.step(() => p);
    const before = optimizer.state();
    doubleEngine().run(() => {
      expect(optimizer.state().slots['adam.firstMoment.p']?.item()).toBe(
        before.slots['adam.firstMoment.p']?.item(),
      );
      optimizer.step(() => p);
    });
    expect(optimizer.steps).toBe(2);
    expect(optimizer.state().slots['adam.firstMoment.p']?.item()).toBeCloseTo(0.19, 6);
  });

  test('goes on when the kernels are exchanged', () => {
    const p = parameter(scalar(3));
    const optimizer = new Optimizer({ p }, sgd({ learningRate: 1 }));
    try {
      for (const variant of kernels.available) {
        kernels.use(variant);
        optimizer.step(() => p);
      }
    } finally {
      kernels.use('auto');
    }
    expect(p.item()).toBe(3 - kernels.available.length);
  });
});

describe('a parameter that takes part in a step but that no optimizer has', () => {
  class Hidden {
    readonly #weight = parameter(scalar(2));
    readonly scale = parameter(scalar(3));
    forward = (x: Tensor): Tensor => multiply(multiply(x, this.#weight), this.scale);
  }

  test('is refused, with the remedy, and nothing is changed', () => {
    const model = new Hidden();
    const optimizer = new Optimizer(model, sgd({ learningRate: 1 }));
    const step = () => optimizer.step(() => model.forward(scalar(1)));
    expect(step).toThrow(ArgumentError);
    expect(step).toThrow('a parameter of shape [] takes part in the step, but no optimizer has it');
    expect(() => optimizer.accumulate(() => model.forward(scalar(1)))).toThrow(ArgumentError);
    expect([model.scale.item(), optimizer.steps]).toEqual([3, 0]);
  });

  test('may be used in what is frozen, in an evaluation, and where another optimizer has it', () => {
    const [model, other] = [new Hidden(), { gain: parameter(scalar(5)) }];
    const optimizer = new Optimizer(other, sgd({ learningRate: 1 }));
    expect(evaluate(() => model.forward(scalar(1))).item()).toBe(6);
    optimizer.step(() => frozen(() => model.forward(other.gain))());
    expect(other.gain.item()).toBe(5 - 6);
    const third = { bias: parameter(scalar(1)) };
    const owner = new Optimizer(third, sgd({ learningRate: 1 }));
    optimizer.step(() => multiply(other.gain, third.bias));
    expect(owner.steps).toBe(0);
    expect(third.bias.item()).toBe(1);
  });
});

test('what a step returns are the numbers before the update, also of parameters and of parts of them', () => {
  const w = parameter(tensor([2], [3, 4]));
  const optimizer = new Optimizer({ w }, sgd({ learningRate: 1 }));
  const { loss, part, whole } = optimizer.step(() => {
    const part = slice(w, 0, 1, 2);
    return { loss: part, part, whole: w };
  });
  expect([loss, part.toNested(), whole.toNested(), w.toNested()]).toEqual([4, [4], [3, 4], [3, 3]]);
});
