import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { currentScope } from '../autodiff/scope.js';
import { ArgumentError, LifetimeError, NonFiniteError, ShapeError } from '../errors.js';
import { add, divide, multiply, subtract } from '../ops/arithmetic.js';
import { reshape, slice } from '../ops/rearrange.js';
import { mean, sum } from '../ops/reduce.js';
import { log, sqrt, square } from '../ops/unary.js';
import { parameter } from '../tensor/parameter.js';
import { full, scalar, type Tensor, tensor, zeros } from '../tensor/tensor.js';
import { doubleEngine } from '../testing/double-engine.js';
import { differentiate, evaluate, type StepResult } from './differentiate.js';
import { pullBack } from './pull-back.js';

describe('a step', () => {
  test('gives the loss as a number and leaves the gradients in the parameters', () => {
    const model = { w: parameter(tensor([2], [3, 4])), b: parameter(scalar(1)) };
    const outcome = differentiate(model, () => add(sum(square(model.w)), multiply(model.b, 5)));
    expect(outcome).toEqual({ loss: 30 });
    expect(model.w.gradient?.toNested()).toEqual([6, 8]);
    expect(model.b.gradient?.item()).toBe(5);
  });

  test('copies out whatever else its closure returns, however deep', () => {
    const w = parameter(tensor([2], [1, 2]));
    const { loss, state, names, count } = differentiate([w], () => {
      const h = multiply(w, 10);
      return { loss: sum(h), state: { layers: [h, { c: square(h) }] as const }, names: ['a'], count: 3 };
    });
    expect(loss).toBe(30);
    expect(state.layers[0].toNested()).toEqual([10, 20]);
    expect(state.layers[1].c.toNested()).toEqual([100, 400]);
    expect([names, count]).toEqual([['a'], 3]);
  });

  test('starts with gradients of zero each time, so nothing adds up between steps', () => {
    const w = parameter(scalar(2));
    for (let i = 0; i < 3; i++) differentiate([w], () => square(w));
    expect(w.gradient?.item()).toBe(4);
  });

  test('gives a parameter on which the loss does not depend no gradient', () => {
    const [w, unused] = [parameter(scalar(2)), parameter(tensor([2], [1, 1]))];
    differentiate([unused], () => sum(unused));
    differentiate([w, unused], () => square(w));
    expect(unused.gradient).toBeUndefined();
  });

  test('gives a parameter that the loss multiplies by zero a gradient of zero', () => {
    const [w, silenced] = [parameter(scalar(2)), parameter(tensor([2], [1, 1]))];
    differentiate([w, silenced], () => add(square(w), multiply(sum(silenced), 0)));
    expect(silenced.gradient?.toNested()).toEqual([0, 0]);
  });

  test('gives a parameter that is used only for other results than the loss no gradient', () => {
    const [w, other] = [parameter(scalar(2)), parameter(tensor([2], [1, 1]))];
    const { aside } = differentiate([w, other], () => ({
      loss: square(w),
      aside: square(reshape(other, [1, 2])),
    }));
    expect(aside.toNested()).toEqual([[1, 1]]);
    expect(other.gradient).toBeUndefined();
  });

  test('leaves no gradient behind if it fails', () => {
    const w = parameter(tensor([2], [2, 3]));
    differentiate([w], () => sum(w));
    expect(() => differentiate([w], () => sum(multiply(w, Number.NaN)))).toThrow(NonFiniteError);
    expect(w.gradient).toBeUndefined();
  });

  test('adds up the gradients of all uses of a parameter', () => {
    const w = parameter(scalar(3));
    differentiate([w], () => add(multiply(w, w), multiply(w, 5)));
    expect(w.gradient?.item()).toBe(11);
  });

  test('does not differentiate by parameters outside the model', () => {
    const [w, frozen] = [parameter(scalar(2)), parameter(scalar(5))];
    differentiate([w], () => multiply(w, frozen));
    expect(w.gradient?.item()).toBe(5);
    expect(frozen.gradient).toBeUndefined();
  });

  test('takes a parameter itself, or a part of one, as the loss', () => {
    const w = parameter(tensor([3], [1, 2, 3]));
    expect(differentiate([w], () => reshape(slice(w, 0, 1, 2), [])).loss).toBe(2);
    expect(w.gradient?.toNested()).toEqual([0, 1, 0]);
    const p = parameter(scalar(4));
    expect(differentiate([p], () => p).loss).toBe(4);
    expect(p.gradient?.item()).toBe(1);
  });

  test('leaves out what the loss does not depend on, even where its gradient would be NaN', () => {
    const w = parameter(tensor([2], [0, 1]));
    differentiate([w], () => {
      const roots = sqrt(w);
      slice(roots, 0, 0, 1);
      reshape(roots, [1, 2]);
      return sum(w);
    });
    expect(w.gradient?.toNested()).toEqual([1, 1]);
  });

  test('passes gradients through views of views to what they show', () => {
    const w = parameter(tensor([2, 3], [1, 2, 3, 4, 5, 6]));
    differentiate([w], () => {
      const row = slice(square(w), 0, 1, 2);
      return sum(multiply(slice(reshape(row, [3]), 0, 1, 3), tensor([2], [1, 10])));
    });
    expect(w.gradient?.toNested()).toEqual([
      [0, 0, 0],
      [0, 10, 120],
    ]);
  });
});

describe('gradients that are accumulated', () => {
  const inputs = [tensor([2], [1, 2]), tensor([2], [-3, 5])] as const;
  const loss = (w: Tensor, x: Tensor) => sum(multiply(square(w), x));

  test('are the sum of those of every call', () => {
    const [together, apart] = [parameter(tensor([2], [2, 3])), parameter(tensor([2], [2, 3]))];
    differentiate([together], () => add(loss(together, inputs[0]), loss(together, inputs[1])));
    differentiate([apart], () => loss(apart, inputs[0]));
    differentiate([apart], () => loss(apart, inputs[1]), { accumulate: true });
    expect(apart.gradient?.toNested()).toEqual([4 - 12, 12 + 30]);
    expect(apart.gradient?.toNested()).toEqual(together.gradient?.toNested());
  });

  test('count each call by its weight, which leaves the loss alone', () => {
    const w = parameter(tensor([2], [2, 3]));
    const losses = inputs.map((x) => differentiate([w], () => loss(w, x), { accumulate: true, weight: 0.5 }));
    expect(losses).toEqual([{ loss: 22 }, { loss: 33 }]);
    expect(w.gradient?.toNested()).toEqual([-4, 21]);
    differentiate([w], () => loss(w, inputs[0]), { weight: 2 });
    expect(w.gradient?.toNested()).toEqual([8, 24]);
  });

  test('start from zero where there are none yet', () => {
    const [w, unused] = [parameter(scalar(2)), parameter(tensor([3], [1, 1, 1]))];
    differentiate([w, unused], () => square(w), { accumulate: true });
    expect([w.gradient?.item(), unused.gradient]).toEqual([4, undefined]);
    doubleEngine().run(() => {
      differentiate([w], () => square(w), { accumulate: true });
      expect(w.gradient?.item()).toBe(8); // the gradient went along
    });
  });

  test('belong to every parameter that one of the calls depends on', () => {
    const [a, b, unused] = [parameter(scalar(2)), parameter(scalar(3)), parameter(scalar(4))];
    differentiate([a, b, unused], () => multiply(a, 5));
    differentiate([a, b, unused], () => multiply(b, 7), { accumulate: true });
    differentiate([a, b, unused], () => multiply(a, 1), { accumulate: true });
    expect([a, b, unused].map((p) => p.gradient?.item())).toEqual([6, 7, undefined]);
  });

  test('sum up where the loss is a parameter itself, or a part of one', () => {
    const w = parameter(tensor([2], [1, 2]));
    for (let i = 0; i < 3; i++) differentiate([w], () => slice(w, 0, 1, 2), { accumulate: true });
    expect(w.gradient?.toNested()).toEqual([0, 3]);
  });

  test('stay as they were where a call fails', () => {
    const w = parameter(tensor([2], [2, 3]));
    differentiate([w], () => sum(w));
    const fail = (closure: () => Tensor) => () => differentiate([w], closure, { accumulate: true });
    expect(fail(() => sum(multiply(w, Number.NaN)))).toThrow(NonFiniteError);
    expect(fail(() => square(w))).toThrow(ShapeError);
    expect(fail(() => scalar(1))).toThrow(ArgumentError);
    expect(w.gradient?.toNested()).toEqual([1, 1]);
  });
});

describe('what leaves a step is detached', () => {
  /** `h_t = w h_(t-1)` with w = 0.2 and h_0 = 0.9: the derivative of h_3 by w is 3 w² h_0 = 0.108. */
  const run = (w: Tensor, from: Tensor, steps: number): Tensor => {
    let h = from;
    for (let t = 0; t < steps; t++) h = multiply(w, h);
    return h;
  };

  test('so a step differentiates through all of its own time', () => {
    const w = parameter(scalar(0.2));
    differentiate([w], () => run(w, scalar(0.9), 3));
    expect(w.gradient?.item()).toBeCloseTo(0.108, 7);
  });

  test('and through nothing before it', () => {
    const w = parameter(scalar(0.2));
    const { state } = differentiate([w], () => {
      const h = run(w, scalar(0.9), 2);
      return { loss: h, state: h };
    });
    differentiate([w], () => run(w, state, 1));
    expect(w.gradient?.item()).toBeCloseTo(0.2 * 0.2 * 0.9, 7);
  });
});

describe('a tensor that was computed in a step', () => {
  test('ends with it, and says so wherever it is used', () => {
    const w = parameter(tensor([2], [1, 2]));
    const escaped: Tensor[] = [];
    differentiate([w], () => {
      const h = multiply(w, 2);
      escaped.push(h, reshape(h, [1, 2]));
      return sum(h);
    });
    const [h, view] = escaped as [Tensor, Tensor];
    const uses = [
      () => h.toFloats(),
      () => h.toNested(),
      () => view.toFloats(),
      () => add(h, 1),
      () => reshape(h, [2, 1]),
      () => slice(h, 0, 0, 1),
      () => parameter(h),
      () => evaluate(() => add(h, 1)),
      () => differentiate([w], () => sum(multiply(w, h))),
    ];
    for (const use of uses) expect(use).toThrow(LifetimeError);
    expect(() => h.toFloats()).toThrow(
      'a tensor of shape [2] was computed in a step that has ended, and its memory is given up.',
    );
    expect(differentiate([w], () => sum(w)).loss).toBe(3);
  });

  test('is not mistaken for an ordinary one that merely took part in it', () => {
    const w = parameter(tensor([2], [1, 2]));
    const x = tensor([2], [3, 4]);
    for (let i = 0; i < 2; i++) expect(differentiate([w], () => sum(multiply(w, x))).loss).toBe(11);
    expect(add(x, 1).toNested()).toEqual([4, 5]);
  });
});

describe('a step is refused', () => {
  const w = parameter(tensor([2], [1, 2]));

  test('inside another, and after that the next one works', () => {
    const nested = () => differentiate([w], () => scalar(differentiate([w], () => sum(w)).loss));
    expect(nested).toThrow(LifetimeError);
    expect(() => differentiate([w], () => evaluate(() => sum(w)))).toThrow(LifetimeError);
    expect(() => evaluate(() => differentiate([w], () => sum(w)))).toThrow(LifetimeError);
    expect(currentScope()).toBeUndefined();
    expect(differentiate([w], () => sum(w)).loss).toBe(3);
  });

  test('where the loss has more than one element', () => {
    expect(() => differentiate([w], () => square(w))).toThrow(
      new ShapeError('differentiate', 'the loss is [2]; it must have one element. Take its mean or its sum.'),
    );
  });

  test('where the closure returns no loss', () => {
    const returns = (result: unknown) => () => differentiate([w], () => result as StepResult);
    for (const result of [undefined, 3, {}, { loss: 3 }]) {
      expect(returns(result)).toThrow(
        'differentiate: the closure returned neither a loss nor an object with one; it must return a tensor of one element or { loss, ... }.',
      );
    }
  });

  test('where the closure is asynchronous', () => {
    const asynchronous = (async () => square(w)) as never as () => Tensor;
    expect(() => differentiate([w], asynchronous)).toThrow('differentiate: the closure is asynchronous');
  });

  test('where the loss depends on no parameter', () => {
    expect(() => differentiate([w], () => sum(tensor([2], [1, 2])))).toThrow(
      new ArgumentError(
        'differentiate',
        'the loss depends on none of the 1 parameters; it must be computed from the model that is trained.',
      ),
    );
  });

  test('where the loss is NaN or infinite: the parameters keep their numbers', () => {
    const p = parameter(tensor([2], [0, -1]));
    expect(() => differentiate([p], () => sum(log(p)), { step: 12 })).toThrow(NonFiniteError);
    expect(() => differentiate([p], () => divide(1, slice(p, 0, 0, 1)))).toThrow(
      'differentiate: the loss is Infinity. Parameters and optimizer state are as before this step.',
    );
    expect(p.toNested()).toEqual([0, -1]);
    expect(differentiate([p], () => sum(p)).loss).toBe(-1);
  });

  test('where its closure throws, and after that the next one works', () => {
    const failing = () =>
      differentiate([w], () => {
        multiply(w, 2);
        throw new Error('inside');
      });
    expect(failing).toThrow('inside');
    expect(currentScope()).toBeUndefined();
    expect(differentiate([w], () => sum(w)).loss).toBe(3);
  });
});

describe('an evaluation', () => {
  test('gives what single operations give', () => {
    const x = tensor([2, 2], [1, 2, 3, 4]);
    const compute = () => mean(square(subtract(x, full([2], 1))), 0);
    expect(evaluate(compute).toNested()).toEqual(compute().toNested());
    expect(evaluate(compute).toNested()).toEqual([2, 5]);
  });

  test('copies out tensors in arrays and plain objects, and leaves everything else as it is', () => {
    const date = new Date(0);
    const bare = Object.assign(Object.create(null) as object, { y: zeros([1]) });
    const result = evaluate(() => ({ x: [add(scalar(1), 1)], date, text: 'a', nothing: null, bare }));
    expect(result.x[0]?.item()).toBe(2);
    expect(result.date).toBe(date);
    expect([result.text, result.nothing]).toEqual(['a', null]);
    expect(result.bare.y.toNested()).toEqual([0]);
  });

  test('records nothing: gradients stay as they were', () => {
    const w = parameter(scalar(3));
    differentiate([w], () => square(w));
    evaluate(() => multiply(w, 100));
    expect(w.gradient?.item()).toBe(6);
  });

  test('inside another is part of it', () => {
    const result = evaluate(() => {
      const inner = evaluate(() => add(scalar(1), 1));
      return multiply(inner, 2);
    });
    expect(result.item()).toBe(4);
  });
});

describe('what a closure returns', () => {
  test('is copied out of maps and sets too, at any depth', () => {
    const w = parameter(tensor([2], [1, 2]));
    const { byName, all } = differentiate([w], () => {
      const y = multiply(w, 10);
      return { loss: sum(y), byName: new Map([['y', [y]]]), all: new Set([y, square(y)]) };
    });
    expect(byName.get('y')?.[0]?.toNested()).toEqual([10, 20]);
    expect([...all].map((x) => x.toNested())).toEqual([
      [10, 20],
      [100, 400],
    ]);
  });

  test('is copied out of keys of maps, properties named by symbols, and one called __proto__', () => {
    const name = Symbol('name');
    const make = () => square(tensor([1], [3]));
    const found = evaluate(() => ({
      keys: new Map([[make(), 1]]),
      [name]: make(),
      parsed: Object.defineProperty({}, '__proto__', { value: make(), enumerable: true }),
    }));
    const [key] = [...found.keys.keys()];
    expect(key?.item()).toBe(9);
    expect(found[name].item()).toBe(9);
    const own = Object.getOwnPropertyDescriptor(found.parsed, '__proto__')?.value as Tensor;
    expect(own.item()).toBe(9);
    expect(Object.getPrototypeOf(found.parsed)).toBe(Object.prototype);
  });

  test('is copied out of objects, maps and sets of another realm', () => {
    const [plain, map, set] = runInNewContext('[{}, new Map(), new Set()]') as [
      { y?: Tensor },
      Map<string, Tensor>,
      Set<Tensor>,
    ];
    const found = evaluate(() => {
      const y = square(tensor([1], [3]));
      plain.y = y;
      return { plain, map: map.set('y', y), set: set.add(y) };
    });
    expect(found.plain.y?.item()).toBe(9);
    expect(found.map.get('y')?.item()).toBe(9);
    expect([...found.set].map((y) => y.item())).toEqual([9]);
  });

  test('is no generator, whose body would run after the step', () => {
    const w = parameter(tensor([1], [3]));
    const message = 'the closure is a generator, whose body would run after the step has ended';
    function* later() {
      yield square(w);
    }
    async function* evenLater() {
      yield await Promise.resolve(square(w));
    }
    expect(() => evaluate(later)).toThrow(message);
    expect(() => evaluate(evenLater)).toThrow(message);
    expect(() => differentiate([w], later as never)).toThrow(ArgumentError);
    expect(() => pullBack(later as never, [w], w)).toThrow(ArgumentError);
  });

  test('may hold itself', () => {
    interface Ring {
      y: Tensor;
      self?: Ring;
    }
    const ring = evaluate(() => {
      const made: Ring = { y: square(tensor([1], [3])) };
      made.self = made;
      return made;
    });
    expect(ring.self).toBe(ring);
    expect(ring.y.toNested()).toEqual([9]);
  });

  test('in an instance of a class is not copied: the message of its use says what is', () => {
    class Holder {
      constructor(readonly y: Tensor) {}
    }
    const holder = evaluate(() => new Holder(square(tensor([1], [3]))));
    expect(() => holder.y.toFloats()).toThrow('as a tensor, or in plain objects, arrays, maps and sets');
  });
});

describe('numbers that are assigned inside a step', () => {
  test('are refused once the step has used the tensor, and the step goes on with the old ones', () => {
    const [a, b] = [parameter(tensor([1], [2])), parameter(tensor([1], [3]))];
    differentiate({ a, b }, () => {
      const y = sum(multiply(a, b));
      expect(() => b.assign(tensor([1], [100]))).toThrow(LifetimeError);
      return y;
    });
    expect([a.gradient?.item(), b.gradient?.item(), b.item()]).toEqual([3, 2, 3]);
    b.assign(tensor([1], [100]));
    expect(b.item()).toBe(100);
  });

  test('are refused in an evaluation too, whose results may show the numbers in place', () => {
    const a = parameter(tensor([2], [2, 5]));
    const part = evaluate(() => {
      const shown = slice(a, 0, 1, 2);
      expect(() => a.assign(zeros([2]))).toThrow('assign after it has ended');
      return shown;
    });
    expect(part.toNested()).toEqual([5]);
  });
});
