import {
  ArgumentError,
  differentiate,
  type Layer,
  LifetimeError,
  Linear,
  multiply,
  parameter,
  scalar,
  seeded,
  sqrt,
  square,
  sum,
  tensor,
} from '@tbptt/core';
import { add, mul } from '@tbptt/core/equation';
import { describe, expect, test } from 'vitest';
import { adam } from './adam.js';
import type { Chain } from './chain.js';
import { groups, type ParameterGroup } from './groups.js';
import { norm } from './norm.js';
import { Optimizer } from './optimizer.js';
import { sgd } from './sgd.js';
import { type Transform, transform } from './transform.js';
import { averageWeights } from './transforms/average-weights.js';
import { clipByGlobalNorm } from './transforms/clip-by-global-norm.js';
import { momentum } from './transforms/momentum.js';

const p = parameter(scalar(1));
// Values as JavaScript may give them.
const asChain = (value: unknown): Chain => value as Chain;
const asTransform = (value: unknown): Transform => value as Transform;
const asPredicate = (value: unknown): (() => boolean) => value as () => boolean;

const build = (chain: unknown) => () => new Optimizer({ p }, chain as Chain);

describe('a chain that is none is refused', () => {
  const hint = 'an array of transforms, such as adam() or [clipByGlobalNorm(5), adam()].';
  test.each([
    [undefined, `Optimizer: the chain is undefined; it must be ${hint}`],
    [adam, `Optimizer: the chain is the function adam, which must be called; it must be ${hint}`],
    ['adam', `Optimizer: the chain is 'adam'; it must be ${hint}`],
    [momentum(0.9), `Optimizer: the chain is a transform by itself; it must be ${hint}`],
    [[clipByGlobalNorm(1), adam], 'a part of the chain is the function adam, which must be called;'],
    [[clipByGlobalNorm(1), undefined], 'a part of the chain is undefined;'],
    [[clipByGlobalNorm(1), { learningRate: 1 }], 'a part of the chain is an object;'],
    [[[[], 0.1]], 'a part of the chain is 0.1;'],
  ])('%#', (chain, message) => {
    expect(build(chain)).toThrow(ArgumentError);
    expect(build(chain)).toThrow(message);
  });

  test('in a group too', () => {
    expect(build(groups([{ chain: asChain(adam) }]))).toThrow('the function adam, which must be called');
  });

  test('and so is a model that is none', () => {
    for (const model of [undefined, null, 3, 'model', () => p]) {
      expect(() => new Optimizer(model as object, adam())).toThrow(/^Optimizer: the model is /);
    }
    expect(() => new Optimizer({}, adam())).toThrow('Optimizer: the model has no parameters;');
  });
});

describe('groups that make no sense are refused', () => {
  const group = (one: object) => () => groups([one as ParameterGroup]);
  test('as they are defined', () => {
    expect(() => groups({} as ParameterGroup[])).toThrow(
      'groups: the groups are an object; they must be an array',
    );
    expect(group({ params: p, chain: adam() })).toThrow(
      "groups[0]: there is no option 'params'; the options are parameters, chain.",
    );
    expect(group({ parameters: 'head', chain: adam() })).toThrow("the parameters of group 0 are 'head'");
  });

  test('when a predicate does not answer', () => {
    const silent = groups([{ parameters: asPredicate(() => undefined), chain: adam() }, { chain: adam() }]);
    expect(build(silent)).toThrow(
      "groups: the predicate of group 0 gave undefined for 'p'; it must give true or false.",
    );
  });
});

test('a predicate of groups knows the path and the parameter: decay for matrices only', () => {
  const model: Record<string, Layer> = { a: new Linear(2, 2, { random: seeded(1) }) };
  const optimizer = new Optimizer(
    model,
    groups([
      { parameters: (path, { shape }) => path.startsWith('a') && shape.length === 2, chain: [momentum(0.5)] },
      { chain: sgd({ learningRate: 1 }) },
    ]),
  );
  expect(Object.keys(optimizer.state().slots)).toEqual(['momentum.velocity.a.weight']);
});

describe('a transform that makes no sense is refused', () => {
  const good: Transform = { name: 'good', update: (gradient) => ({ gradient }) };
  const define = (changes: object) => () => transform({ ...good, ...changes });
  test.each([
    [{ name: '' }, "transform: the name of the transform is ''"],
    [{ name: undefined }, 'transform: the name of the transform is undefined'],
    [{ name: 'a.b' }, "transform: the name of the transform is 'a.b'; it must be a text without dots"],
    [{ slot: { a: 0 } }, "good: there is no option 'slot'; the options are name, slots, uniforms,"],
    [{ update: undefined }, 'good: update is undefined; it must be a function'],
    [{ slots: ['a'] }, 'good: slots is an array; it must be an object.'],
    [{ slots: { a: Number.NaN } }, 'good: the slot a is NaN; it must be a finite number.'],
    [{ slots: { 'a.b': 0 } }, "good: slots has the name 'a.b'"],
    [
      { uniforms: { rate: 0.1 } },
      'good: the uniform rate is 0.1; it must be a function, such as ({ step }) =>',
    ],
    [
      { slots: { a: 0 }, uniforms: { a: () => 1 } },
      "good: there is a slot and a uniform 'a'; their names must differ.",
    ],
    [{ norm: 3 }, 'good: the norm is 3; it must be made by norm, such as norm(2).'],
    [{ everyStep: 1 }, 'good: everyStep is 1; it must be true or false.'],
    [{ everyStep: true, norm: norm(2) }, 'good: it declares a norm and everyStep'],
    [{ averages: 'mean' }, "good: averages and notNegative must name slots, but there is no slot 'mean'"],
    [{ slots: { a: 0 }, notNegative: ['b'] }, "there is no slot 'b'; the slots are a."],
  ])('as it is defined, %#', (changes, message) => {
    expect(define(changes)).toThrow(ArgumentError);
    expect(define(changes)).toThrow(message);
    expect(build([{ ...good, ...changes }])).toThrow(ArgumentError);
  });

  test.each([
    [() => undefined, 'good: the gradient that update returns is undefined; update must return { gradient }'],
    [() => ({ gradient: 0 }), 'good: the gradient that update returns is 0'],
    [(gradient: unknown) => gradient, 'good: the gradient that update returns is undefined'],
    [
      (gradient: unknown) => ({ gradient, slots: { b: gradient } }),
      "good: update returns a slot 'b', which is not declared; the slots are a.",
    ],
    [
      (gradient: unknown) => ({ gradient, slots: null }),
      'good: the slots that update returns are null; they must be an object of expressions.',
    ],
    [
      (gradient: unknown) => ({ gradient, slots: { a: 1 } }),
      'good: update returns 1 for the slot a; it must be an expression.',
    ],
  ])('when its update returns what it must not, %#', (update, message) => {
    const odd = asTransform({ name: 'good', slots: { a: 0 }, update });
    expect(build([odd])).toThrow(ArgumentError);
    expect(build([odd])).toThrow(message);
  });

  test('if its slots would be called as those of another', () => {
    const named = (name: string) =>
      transform({
        name,
        slots: { a: 0 },
        update: (gradient, { slots }) => ({ gradient: add(gradient, slots.a) }),
      });
    expect(build([named('x'), named('x'), named('x2')])).toThrow(
      "Optimizer: the chain has two transforms whose slots would be called 'x2'; give one of them another name.",
    );
  });

  test('when a uniform is no number, before anything is changed', () => {
    const w = parameter(scalar(1));
    for (const [value, said] of [
      [Number.NaN, 'NaN'],
      [undefined, 'undefined'],
      ['1', "'1'"],
    ] as const) {
      const odd = transform({
        name: 'odd',
        uniforms: { rate: ({ step }) => (step === 1 ? (value as number) : 1) },
        update: (gradient, { uniforms }) => ({ gradient: mul(uniforms.rate, gradient) }),
      });
      const optimizer = new Optimizer({ w }, [momentum(0.9), odd]);
      optimizer.step(() => square(w));
      const before = [w.item(), optimizer.state()];
      expect(() => optimizer.step(() => square(w))).toThrow(
        `odd.rate: the uniform of step 1 is ${said}; it must be a number.`,
      );
      expect([w.item(), optimizer.state()]).toEqual(before);
    }
  });
});

describe('a learning rate that is none ends the step, which it names, before anything is changed', () => {
  test.each([
    [Number.NaN, 'NaN'],
    [-1, '-1'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [1e39, '1e+39, which is infinite in single precision'],
    ['0.1', "'0.1'"],
    [undefined, 'undefined'],
    [Promise.resolve(0.1), 'a Promise'],
  ] as const)('%#', (wrong, said) => {
    const w = parameter(scalar(1));
    for (const learningRate of [
      (step: number) => (step < 2 ? 0.1 : wrong),
      { at: (step: number) => (step < 2 ? 0.1 : wrong) },
    ]) {
      const optimizer = new Optimizer({ w }, [
        clipByGlobalNorm(1),
        adam({ learningRate: learningRate as () => number }),
      ]);
      for (let i = 0; i < 2; i++) optimizer.step(() => square(w));
      const before = [w.item(), optimizer.state()];
      expect(() => optimizer.step(() => square(w))).toThrow(`the learning rate of step 2 is ${said}`);
      expect([w.item(), optimizer.state()]).toEqual(before);
    }
  });
});

describe('a closure that is none is refused', () => {
  const optimizer = new Optimizer({ p }, [adam(), averageWeights()]);
  const calls: Readonly<Record<string, (closure: unknown) => unknown>> = {
    step: (closure) => optimizer.step(closure as () => typeof p),
    accumulate: (closure) => optimizer.accumulate(closure as () => typeof p),
    withAverages: (closure) => optimizer.withAverages(closure as () => void),
  };
  test.each(Object.entries(calls))('by %s', (name, call) => {
    for (const closure of [undefined, null, p, scalar(1), {}]) {
      expect(() => call(closure)).toThrow(ArgumentError);
      expect(() => call(closure)).toThrow(`${name}: the closure is `);
    }
  });

  test('so are options of accumulate that are no object', () => {
    const accumulate = (options: unknown) => () => optimizer.accumulate(() => square(p), options as object);
    expect(accumulate(0.5)).toThrow('accumulate: the options are 0.5; they must be an object.');
    expect(accumulate({ scale: 0.5 })).toThrow(
      "accumulate: there is no option 'scale'; the options are weight.",
    );
    expect(accumulate({ weight: '1' })).toThrow("accumulate: weight is '1'; it must be a finite number.");
    expect(p.gradient).toBeUndefined();
  });
});

describe('a closure of withAverages that computes later is refused, and the weights come back', () => {
  const trained = () => {
    const w = parameter(scalar(1));
    const optimizer = new Optimizer({ w }, [sgd({ learningRate: 0.1 }), averageWeights({ decay: 0.9 })]);
    for (let i = 0; i < 5; i++) optimizer.step(() => square(w));
    return { w, optimizer };
  };

  test('if it returns a promise', async () => {
    const { w, optimizer } = trained();
    const weight = w.item();
    const average = optimizer.withAverages(() => w.item());
    expect(average).toBeCloseTo(0.68264, 5);
    const later = () =>
      optimizer.withAverages(async () => {
        await Promise.resolve();
        return w.item();
      });
    expect(later).toThrow(ArgumentError);
    expect(later).toThrow(
      'withAverages: the closure returned a promise, and the rest of it would run with the weights',
    );
    const failing = () => optimizer.withAverages(() => Promise.reject(new Error('later')));
    expect(failing).toThrow('the closure returned a promise');
    await new Promise((resolve) => setTimeout(resolve));
    expect(w.item()).toBe(weight);
    optimizer.step(() => square(w));
  });

  test('if it returns an iterator, such as that of sample', () => {
    const { w, optimizer } = trained();
    function* values() {
      for (;;) yield w.item();
    }
    expect(() => optimizer.withAverages(values)).toThrow(
      'withAverages: the closure returned an iterator, and the rest of it would run with the weights instead of their averages. ' +
        'Return all of its values, such as [...values].',
    );
  });

  test('before the first update too, where averages are the weights', () => {
    const optimizer = new Optimizer({ p }, [adam(), averageWeights()]);
    expect(() => optimizer.withAverages(() => Promise.resolve(1))).toThrow('the closure returned a promise');
  });
});

describe('two that accumulate on one parameter', () => {
  const make = () => {
    const [shared, own] = [parameter(scalar(1)), parameter(scalar(1))];
    return {
      shared,
      own,
      one: new Optimizer({ shared }, sgd({ learningRate: 1 })),
      other: new Optimizer({ own, shared }, sgd({ learningRate: 1 })),
    };
  };

  test('are kept from losing gradients: the one whose gradients are lost says so, once', () => {
    const { shared, one, other } = make();
    one.accumulate(() => multiply(shared, 2));
    other.accumulate(() => multiply(shared, 3));
    expect(() => one.accumulate(() => multiply(shared, 2))).toThrow(LifetimeError);
    one.accumulate(() => multiply(shared, 2));
    expect(() => other.update()).toThrow(
      "update: the gradients that were accumulated are lost: another optimizer or differentiate has started the gradient of 'shared' anew since.",
    );
    one.update();
    expect([shared.item(), one.steps, other.steps]).toEqual([-1, 1, 0]);
  });

  test('may take turns', () => {
    const { shared, own, one, other } = make();
    for (let i = 0; i < 2; i++) one.accumulate(() => multiply(shared, 2));
    one.update();
    for (let i = 0; i < 2; i++) other.accumulate(() => multiply(own, 3));
    other.update();
    expect([shared.item(), own.item()]).toEqual([-3, -5]);
  });

  test('may be on different parameters of one model', () => {
    const [a, b] = [parameter(scalar(1)), parameter(scalar(1))];
    const [one, other] = [
      new Optimizer({ a }, sgd({ learningRate: 1 })),
      new Optimizer({ b }, sgd({ learningRate: 1 })),
    ];
    for (let i = 0; i < 2; i++) {
      one.accumulate(() => multiply(a, b));
      other.accumulate(() => multiply(a, b));
    }
    one.update();
    other.update();
    expect([a.item(), b.item()]).toEqual([-1, -1]);
  });

  test('are noticed by a step and by differentiate in between as well', () => {
    const { shared, one, other } = make();
    one.accumulate(() => multiply(shared, 2));
    other.step(() => multiply(shared, 1));
    expect(() => one.update()).toThrow(LifetimeError);
    one.accumulate(() => multiply(shared, 2));
    differentiate({ shared }, () => multiply(shared, 1));
    expect(() => one.update()).toThrow(LifetimeError);
    one.accumulate(() => multiply(shared, 2));
    differentiate({ shared }, () => multiply(shared, 1), { accumulate: true });
    one.update();
    expect(shared.item()).toBe(1 - 1 - 3);
  });
});

test('a gradient that is NaN ruins the parameters of a chain that measures no norm, and ends the step of one that does', () => {
  const poisoned = (chain: Chain) => {
    const w = parameter(tensor([2], [1, 1]));
    const optimizer = new Optimizer({ w }, chain);
    // Zero times infinity in the gradient of the root; the loss is finite.
    const step = () => optimizer.step(() => sum(sqrt(multiply(w, tensor([2], [0, 0])))));
    return { w, step };
  };
  const careless = poisoned(adam());
  careless.step();
  expect(careless.w.toNested()).toEqual([Number.NaN, Number.NaN]);
  const careful = poisoned([clipByGlobalNorm(Number.POSITIVE_INFINITY), adam()]);
  expect(careful.step).toThrow('the norm of the gradient is NaN, because of w.');
  expect(careful.w.toNested()).toEqual([1, 1]);
});
