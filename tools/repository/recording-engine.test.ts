import { setFlagsFromString } from 'node:v8';
import {
  BatchNorm,
  crossEntropy,
  Dropout,
  Embedding,
  Engine,
  indices,
  kernels,
  Linear,
  multiply,
  NonFiniteError,
  normal,
  parametersOf,
  type Random,
  Sequential,
  seeded,
  sqrt,
  square,
  sum,
  type Tensor,
} from '@tbptt/core';
import { adam, adamw, type Chain, clipByGlobalNorm, clipByParameterNorm, Optimizer } from '@tbptt/optim';
import { GRU, LSTM, Stack, type Unrolled } from '@tbptt/rnn';
import { describe, expect, test } from 'vitest';
import { type Command, RecordingEngine } from './recording-engine.js';

// Node 20 knows relaxed SIMD, but only under this flag.
setFlagsFromString('--experimental-wasm-relaxed-simd');

const [T, B, SYMBOLS, STEPS] = [8, 3, 11, 5] as const;

interface Layers<S> {
  unroll(inputs: Tensor, state?: S): Unrolled<S>;
}

/** Embedding, recurrent layers and a linear head, and what trains them. */
interface Setting<S> {
  readonly layers: (random: Random) => Layers<S>;
  readonly chain: () => Chain;
}

const lstm: Setting<readonly { readonly h: Tensor; readonly c: Tensor }[]> = {
  layers: (random) => new Stack([new LSTM(6, 9, { random }), new LSTM(9, 9, { random })]),
  chain: () => [clipByGlobalNorm(0.1), adam({ learningRate: 0.05 })],
};
const gru: Setting<readonly { readonly h: Tensor }[]> = {
  layers: (random) =>
    new Stack([new GRU(6, 9, { random }), new GRU(9, 9, { random })], {
      between: new Dropout(0.3, { random }),
    }),
  chain: () => [clipByParameterNorm(0.1), adamw({ learningRate: 0.05, weightDecay: 0.1 })],
};

/** A model in training: each step continues from the state that the one before returned. */
function training<S>({ layers, chain }: Setting<S>) {
  const random = seeded(5);
  const model = {
    embedding: new Embedding(SYMBOLS, 6, { random }),
    layers: layers(random),
    head: new Linear(9, SYMBOLS, { random }),
  };
  const optimizer = new Optimizer(model, chain());
  const symbols = () =>
    indices(
      [T, B],
      Int32Array.from({ length: T * B }, () => random.integer(SYMBOLS)),
    );
  let state: S | undefined;
  return {
    optimizer,
    accumulate() {
      const [inputs, targets] = [symbols(), symbols()];
      optimizer.accumulate(() =>
        crossEntropy(
          model.head.forward(model.layers.unroll(model.embedding.forward(inputs)).outputs),
          targets,
        ),
      );
    },
    step() {
      const [inputs, targets] = [symbols(), symbols()];
      const outcome = optimizer.step(() => {
        const unrolled = model.layers.unroll(model.embedding.forward(inputs), state);
        const loss = crossEntropy(model.head.forward(unrolled.outputs), targets);
        return { loss, state: unrolled.state };
      });
      ({ state } = outcome);
      return { loss: outcome.loss, norm: optimizer.gradientNorm };
    },
    numbers: () => [
      ...[...parametersOf(model).values()].map((parameter) => parameter.toFloats()),
      ...Object.values(optimizer.state().slots).map((slot) => slot.toFloats()),
    ],
    model,
  };
}

type Training = ReturnType<typeof training>;

const roundings = (['strict', 'relaxed'] as const).filter((variant) => kernels.available.includes(variant));

describe.each(roundings)('a training step as a list of commands, with %s kernels,', (rounding) => {
  test.each([
    ['an LSTM with clipByGlobalNorm and Adam', (engine: Engine) => engine.run(() => training(lstm))],
    [
      'a GRU with dropout, clipByParameterNorm and AdamW',
      (engine: Engine) => engine.run(() => training(gru)),
    ],
  ])('executed afterwards, gives %s the same bits', (_, create) => {
    const [ordinary, recording] = [new Engine({ kernels: rounding }), new RecordingEngine(rounding)];
    const [expected, actual] = [create(ordinary), create(recording)];
    const norms = [];
    for (let step = 0; step < STEPS; step++) {
      const before = ordinary.run(() => expected.numbers());
      const outcome = ordinary.run(() => expected.step());
      const { result, commands, executions } = recording.record(() => actual.step());
      expect(executions).toBe(1);
      expect(result).toEqual(outcome);
      expect(recording.run(() => actual.numbers())).toEqual(ordinary.run(() => expected.numbers()));
      expect(ordinary.run(() => expected.numbers())).not.toEqual(before);
      requireCommands(commands);
      norms.push(result.norm);
    }
    expect(Math.max(...norms.map(Number))).toBeGreaterThan(0.2); // so that something is clipped
  });

  test('an update by itself, and the accumulation before it, are lists that are executed once each', () => {
    const [ordinary, recording] = [new Engine({ kernels: rounding }), new RecordingEngine(rounding)];
    const [expected, actual] = [ordinary, recording].map((engine) => engine.run(() => training(lstm))) as [
      Training,
      Training,
    ];
    for (let step = 0; step < STEPS; step++) {
      for (let part = 0; part < 2; part++) {
        ordinary.run(() => expected.accumulate());
        expect(recording.record(() => actual.accumulate()).executions).toBe(1);
      }
      ordinary.run(() => expected.optimizer.update());
      expect(recording.record(() => actual.optimizer.update()).executions).toBe(1);
      expect(actual.optimizer.gradientNorm).toBe(expected.optimizer.gradientNorm);
      expect(recording.run(() => actual.numbers())).toEqual(ordinary.run(() => expected.numbers()));
    }
  });

  test('updates running statistics when it is over', () => {
    const statistics = [new Engine({ kernels: rounding }), new RecordingEngine(rounding)].map((engine) => {
      const run = <R>(closure: () => R) =>
        engine instanceof RecordingEngine ? engine.record(closure).result : engine.run(closure);
      const random = seeded(3);
      const normalization = engine.run(() => new BatchNorm(4));
      const model = engine.run(() => new Sequential(normalization, new Linear(4, 2, { random })));
      const optimizer = engine.run(() => new Optimizer(model, [clipByGlobalNorm(0.1), adam()]));
      for (let step = 0; step < STEPS; step++) {
        const x = normal()([6, 4], random);
        run(() => optimizer.step(() => sum(square(model.forward(x)))));
      }
      const { runningMean, runningVar, weight } = normalization;
      return engine.run(() => [runningMean, runningVar, weight].map((tensor) => tensor?.toFloats()));
    });
    expect(statistics[1]).toEqual(statistics[0]);
    expect(statistics[1]?.[0]).not.toEqual(new Float32Array(4));
  });

  test('whose loss is not finite ends with the error, before anything is changed', () => {
    const engine = new RecordingEngine(rounding);
    const run = engine.run(() => training(lstm));
    engine.record(() => run.step());
    const before = engine.run(() => run.numbers());
    const step = () =>
      engine.record(() => run.optimizer.step(() => multiply(sum(run.model.head.weight), Number.NaN)));
    expect(step).toThrow(NonFiniteError);
    expect(step).toThrow('the loss is NaN');
    expect(engine.run(() => run.numbers())).toEqual(before);
    expect(run.optimizer.steps).toBe(1);
  });

  test('whose gradient is not finite does so too, and names the parameter', () => {
    const engine = new RecordingEngine(rounding);
    const run = engine.run(() => training(lstm));
    engine.record(() => run.step());
    const before = engine.run(() => run.numbers());
    const step = () =>
      engine.record(() => run.optimizer.step(() => sqrt(sum(multiply(run.model.head.weight, 0)))));
    expect(step).toThrow(NonFiniteError);
    expect(step).toThrow('the norm of the gradient is NaN, because of head.weight.');
    expect(engine.run(() => run.numbers())).toEqual(before);
    expect(run.optimizer.steps).toBe(1);
    expect(() => engine.record(() => run.step())).not.toThrow();
  });

  test('notices a number that is read in the middle', () => {
    const engine = new RecordingEngine(rounding);
    const run = engine.run(() => training(lstm));
    const step = () =>
      engine.record(() =>
        run.optimizer.step(() => {
          const total = sum(run.model.head.weight);
          return multiply(total, total.item());
        }),
      );
    expect(step).toThrow(/The memory was read in the middle of a step: \w+ follows\./);
  });
});

/**
 * A step is calls of functions with numbers, and writes of numbers, and two verdicts: on the loss
 * and on the norm.
 */
function requireCommands(commands: readonly Command[]): void {
  const calls = commands.filter(({ name }) => name === 'run' || name === 'product');
  expect(calls.length).toBeGreaterThan(4 * T);
  expect(commands.filter(({ name }) => name === 'guard')).toHaveLength(2);
  const numbers = commands
    .flatMap((command) => command.arguments)
    .filter((given) => !(given instanceof Float64Array));
  expect(numbers.filter((given) => Number.isNaN(Number(given)))).toEqual([]);
}
