/** Generators hold nothing in common: what runs in turns is what runs one after the other. */
import { crossEntropy, Dropout, full, kernels, parametersOf, seeded } from '@tbptt/core';
import { Lanes } from '@tbptt/data';
import { adam, clipByGlobalNorm, Optimizer } from '@tbptt/optim';
import { afterEach, describe, expect, test } from 'vitest';
import { GRU } from '../cells/gru.js';
import { gradientByLag } from '../diagnostics/gradient-by-lag.js';
import { CharLM } from '../models/char-lm.js';
import { sample } from '../models/sample.js';
import { slidingWindowBPTT } from './sliding-window-bptt.js';
import type { Stream } from './stream.js';
import { truncatedBPTT } from './truncated-bptt.js';
import { validate, validation } from './validate.js';

afterEach(() => kernels.use('auto'));

const stream = new Lanes(
  Int32Array.from({ length: 121 }, (_, i) => (i * i + 3 * i) % 7),
  { lanes: 3 },
); // 40 steps

/** A run of its own: a model, its optimizer and its generators. */
function run(seed: number) {
  const between = new Dropout(0.3, { random: seeded(seed + 10) });
  const model = new CharLM(7, { hidden: 6, layers: 2, between, cell: GRU, random: seeded(seed) });
  return { model, optimizer: new Optimizer(model, [clipByGlobalNorm(1), adam({ learningRate: 1e-2 })]) };
}

const options = { k1: 5, k2: 8, loss: crossEntropy, epochs: 2 };

/** What each of several generators yields: one after the other, or in turns. */
function collect(makers: readonly (() => Iterator<unknown>)[], inTurns: boolean): unknown[][] {
  const generators = makers.map((make) => make());
  const results: unknown[][] = makers.map(() => []);
  const open = new Set(generators.keys());
  while (open.size > 0) {
    for (const i of inTurns ? [...open] : [Math.min(...open)]) {
      const next: IteratorResult<unknown, unknown> = (generators[i] as Iterator<unknown>).next();
      if (next.done === true) open.delete(i);
      else results[i]?.push(next.value);
    }
  }
  return results;
}

test('two trainings, a sample and a validation in turns are what they are one after the other', () => {
  kernels.use('strict');
  const observed = [false, true].map((inTurns) => {
    const [one, other, third] = [run(1), run(2), run(3)];
    const makers = [
      () => losses(truncatedBPTT(one.model, stream, { ...options, optimizer: one.optimizer })),
      () => losses(slidingWindowBPTT(other.model, stream, { ...options, optimizer: other.optimizer })),
      () => symbols(sample(third.model, { prime: [1, 2], length: 30, random: seeded(4) })),
      () => losses(validation(third.model, stream, { window: 3, loss: crossEntropy })),
    ];
    const results = collect(makers, inTurns);
    const weights = [one, other].flatMap(({ model }) =>
      [...parametersOf(model).values()].map((parameter) => [...parameter.toFloats()]),
    );
    return { results, weights };
  });
  expect(observed[1]).toEqual(observed[0]);
});

test('a validation, a sample and a diagnostic between updates leave a training alone', () => {
  kernels.use('strict');
  const train = (disturbed: boolean) => {
    const { model, optimizer } = run(1);
    return Array.from(truncatedBPTT(model, stream, { ...options, optimizer }), ({ loss }) => {
      if (disturbed) {
        validate(model, stream, { window: 7, loss: crossEntropy });
        Array.from(sample(model, { prime: [3], length: 5, random: seeded(9) }));
        gradientByLag(model, stream, { loss: crossEntropy, lags: 3 });
      }
      return loss;
    });
  };
  expect(train(true)).toEqual(train(false));
});

describe('an update that throws', () => {
  /** A way in which the fourth update fails, and its error. */
  interface Failure {
    readonly message: string;
    readonly stream?: Stream;
    readonly loss?: typeof crossEntropy;
  }

  const fromStep15 = (spoil: (start: number, n: number) => ReturnType<Stream['window']>): Stream => ({
    lanes: 3,
    length: 40,
    window: (start, n) => (start + n > 15 ? spoil(start, n) : stream.window(start, n)),
  });
  const fourthTime = (spoil: typeof crossEntropy): typeof crossEntropy => {
    let calls = 0;
    return (logits, targets) => (++calls === 4 ? spoil : crossEntropy)(logits, targets);
  };
  const failures: Readonly<Record<string, () => Failure>> = {
    'in the loss': () => ({
      message: 'no loss',
      loss: fourthTime(() => {
        throw new Error('no loss');
      }),
    }),
    'with a loss that is NaN': () => ({
      message: 'the loss is NaN',
      loss: fourthTime((logits, targets) => crossEntropy(logits, targets, { weight: nan })),
    }),
    'in the stream': () => ({
      message: 'no data',
      stream: fromStep15(() => {
        throw new Error('no data');
      }),
    }),
    'by a window that is too short': () => ({
      message: 'gave 4 steps',
      stream: fromStep15((start, n) => stream.window(start, n - 1)),
    }),
    'by a symbol that is none': () => ({
      message: 'indices must be from 0 to 6',
      stream: fromStep15((start, n) => {
        const window = stream.window(start, n);
        window.inputs.data.fill(7);
        return window;
      }),
    }),
  };
  const nan = full([7], Number.NaN);

  test.each(Object.entries(failures))(
    '%s leaves parameters and optimizer as after the update before',
    (_, fail) => {
      kernels.use('strict');
      const { model, optimizer } = run(1);
      const twin = run(1);
      const at = 4;
      const twins = truncatedBPTT(twin.model, stream, { ...options, k2: 5, optimizer: twin.optimizer });
      const { message, ...failing } = fail();
      const updates = truncatedBPTT(model, failing.stream ?? stream, {
        ...options,
        k2: 5,
        optimizer,
        loss: failing.loss ?? crossEntropy,
      });
      for (let i = 1; i < at; i++) {
        expect(updates.next().value?.loss).toBe(twins.next().value?.loss);
      }
      expect(() => updates.next()).toThrow(message);
      const numbers = (of: object) => [...parametersOf(of).values()].map((p) => [...p.toFloats()]);
      expect(numbers(model)).toEqual(numbers(twin.model));
      expect(optimizer.steps).toBe(at - 1);
      const slots = ({ slots: all }: ReturnType<Optimizer['state']>) =>
        Object.entries(all).map(([name, slot]) => [name, [...slot.toFloats()]]);
      expect(slots(optimizer.state())).toEqual(slots(twin.optimizer.state()));
      // The generator has ended, and another training begins as if nothing had happened.
      expect(updates.next().done).toBe(true);
      expect([...truncatedBPTT(model, stream, { ...options, optimizer })]).toHaveLength(16);
    },
  );
});

function* losses(updates: Iterable<{ readonly loss: number }>): Generator<number> {
  for (const { loss } of updates) yield loss;
}

function* symbols(drawn: Iterable<{ readonly symbol: number }>): Generator<number> {
  for (const { symbol } of drawn) yield symbol;
}
