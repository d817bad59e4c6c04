import { setFlagsFromString } from 'node:v8';
import { add, Engine, indices, multiply, parametersOf, sum, type Variant } from '@tbptt/core';
import { SHARE_ALL, ThreadedKernels } from '@tbptt/core/operation';
import { adam, adamw, clipByGlobalNorm, Optimizer, rmsprop, sgd } from '@tbptt/optim';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ALL_CELLS } from '../testing/all-cells.js';
import { type LayerFactory, makeSetting } from '../testing/cell-setting.js';

// Node 20 has it behind a flag; later versions ignore this.
setFlagsFromString('--experimental-wasm-relaxed-simd');

const chains = {
  sgd: () => sgd({ learningRate: 0.1, momentum: 0.9 }),
  adam: () => adam({ learningRate: 0.01 }),
  adamw: () => adamw({ learningRate: 0.01, weightDecay: 0.1 }),
  rmsprop: () => rmsprop({ learningRate: 0.01, centered: true }),
};

/** Sizes, what happens to lanes, and an optimizer. */
const programs = fc
  .record({
    T: fc.integer({ min: 1, max: 9 }),
    B: fc.integer({ min: 1, max: 15 }),
    D: fc.integer({ min: 1, max: 9 }),
    H: fc.integer({ min: 1, max: 70 }),
  })
  .chain((sizes) =>
    fc.record({
      sizes: fc.constant(sizes),
      seed: fc.integer(),
      symbols: fc.boolean(),
      chain: fc.constantFrom(...(Object.keys(chains) as (keyof typeof chains)[])),
      lengths: fc.option(
        fc.array(fc.integer({ min: 0, max: sizes.T }), { minLength: sizes.B, maxLength: sizes.B }),
      ),
      marks: fc.option(
        fc.array(fc.constantFrom(0, 0, 0, 1), {
          minLength: sizes.T * sizes.B,
          maxLength: sizes.T * sizes.B,
        }),
      ),
    }),
  );

type Program = typeof programs extends fc.Arbitrary<infer Value> ? Value : never;

/** Three updates of a layer and of the states before it; gives all that it has learnt. */
function train(make: LayerFactory, { sizes, seed, symbols, chain, lengths, marks }: Program): number[] {
  const { layer, inputs, symbols: ids, initial, weights } = makeSetting(make, sizes, seed);
  const model = { layer, inputs, initial };
  const optimizer = new Optimizer(model, [clipByGlobalNorm(1), chains[chain]()]);
  const lanes = {
    ...(lengths === null ? {} : { lengths }),
    ...(marks === null ? {} : { resets: indices([sizes.T, sizes.B], marks) }),
  };
  for (let i = 0; i < 3; i++) {
    optimizer.step(() => {
      const { outputs, state } = layer.unroll(symbols ? ids : inputs, initial, lanes);
      const results = [outputs, ...Object.values(state)];
      return results.map((y, k) => sum(multiply(y, weights[k] as typeof y))).reduce((x, y) => add(x, y));
    });
  }
  return [...parametersOf(model).values()].flatMap((parameter) => [...parameter.toFloats()]);
}

/** Runs per cell and set of kernels. */
const RUNS = 15;

const sets: readonly Variant[] = ['strict', 'relaxed'];

describe.each(sets.filter((variant) => new Engine().available.includes(variant)))('%s kernels', (variant) => {
  const one = new Engine({ kernels: variant });
  const several = [2, 3, 4, 7].map(
    (threads) =>
      new Engine({
        threads,
        kernels: (memory) =>
          new ThreadedKernels(memory, variant === 'strict' ? 'strict' : 'relaxed', {
            threads,
            thresholds: SHARE_ALL,
          }),
      }),
  );
  beforeAll(async () => {
    const all = () => several.every(({ threads }) => threads.reason === undefined);
    await vi.waitUntil(all, { timeout: 20_000 });
  });
  afterAll(() => {
    for (const engine of several) engine.use('auto');
  });

  test.each(Object.entries(ALL_CELLS))('%s learns the same bits with 1, 2, 3, 4 and 7 threads', (_, make) => {
    fc.assert(
      fc.property(programs, (program) => {
        const expected = one.run(() => train(make, program));
        for (const engine of several) expect(engine.run(() => train(make, program))).toEqual(expected);
      }),
      { numRuns: RUNS },
    );
  });
});
