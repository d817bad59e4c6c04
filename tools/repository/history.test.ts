import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

// Node 20 knows relaxed SIMD, but only under this flag.
setFlagsFromString('--experimental-wasm-relaxed-simd');

/**
 * The libraries, and what the histories are made of, as a program evaluates them: each evaluation
 * is an instance of its own.
 */
const PROGRAM = `
  import * as core from '@tbptt/core';
  import * as equations from '@tbptt/core/equation';
  import * as optim from '@tbptt/optim';
  import * as rnn from '@tbptt/rnn';

  const CELLS = [
    'LSTM', 'GRU', 'PeepholeLSTM', 'CoupledLSTM', 'GRUResetBefore', 'MinLSTM', 'LayerNormLSTM', 'RNN', 'IndRNN',
  ];
  const CHAINS = ['adam', 'nadam', 'rmsprop', 'adagrad', 'radam', 'adadelta', 'adamax', 'asgd', 'rprop'];
  const ACTIVATIONS = ['gelu', 'mish', 'silu', 'softplus', 'softsign', 'selu', 'tanh'];
  // The names that equations of the libraries use among others, so that histories meet the same expressions.
  const GATES = ['i', 'f', 'g', 'o', 'r', 'z', 'n'].map((gate) => gate + '.input');
  const NAMES = [
    ...GATES, 'n.recurrent', 'h.previous', 'c.previous', 'h', 'c', 'd:h', 'd:c', 'x', 'y', 'd:y', 'saved:0', 'saved:1',
    'gradient',
  ];

  const chosen = (list, random) => list[random.integer(list.length)];

  /** Expressions that nothing uses; many are products, on whose order it depends what is fused. */
  function expressions(random) {
    const { add, mul, sub, div, tanh, sigmoid, neg, operand } = equations;
    const built = NAMES.map(operand).sort(() => random.float() - 0.5);
    for (const gate of GATES) built.push(sigmoid(operand(gate)), tanh(operand(gate)));
    for (let k = 0; k < 100; k++) mul(chosen(built, random), chosen(built, random));
    for (let k = 0; k < 100; k++) {
      const f = chosen([add, mul, sub, div, tanh, sigmoid, neg, (a) => mul(random.integer(5), a)], random);
      built.push(f(chosen(built, random), chosen(built, random)));
    }
  }

  /** A layer, an activation and an optimizer at work. */
  function work(cell, activation, chain, steps) {
    const random = core.seeded(3);
    const layer = new rnn[cell](3, 5, { random });
    const head = new core.Linear(5, 4, { random });
    const model = { layer, head };
    const optimizer = new optim.Optimizer(model, [optim.clipByGlobalNorm(0.5), optim[chain]({ learningRate: 0.03 })]);
    const x = core.tensor([4, 3, 3], Float32Array.from({ length: 36 }, () => random.normal()));
    const targets = core.indices([4, 3], Int32Array.from({ length: 12 }, () => random.integer(4)));
    for (let step = 0; step < steps; step++) {
      optimizer.step(() => {
        const { outputs } = layer.unroll(x, layer.initialState(3));
        return core.crossEntropy(head.forward(core[activation](outputs)), targets, { labelSmoothing: 0.1 });
      });
    }
    return [...core.parametersOf(model).values()].flatMap((parameter) => [...parameter.toFloats()]);
  }

  /**
   * The weights after training with each set of kernels, as their bits; a seed other than 0 stands
   * for a history of its own.
   */
  export function train(seed) {
    const random = core.seeded(seed);
    for (let events = seed === 0 ? 0 : 1 + random.integer(4); events > 0; events--) {
      if (random.float() < 0.5) expressions(random);
      else work(chosen(CELLS, random), chosen(ACTIVATIONS, random), chosen(CHAINS, random), 1);
    }
    const sets = ['strict', 'relaxed'].filter((set) => core.kernels.available.includes(set));
    const trained = Object.fromEntries((seed % 2 === 0 ? sets : sets.toReversed()).map((set) => {
      core.kernels.use(set);
      return [set, [work('LSTM', 'mish', 'nadam', 2), work('GRU', 'gelu', 'adam', 2)].flat()];
    }));
    return sets.map((set) => trained[set]);
  }
`;

const source = (path: string) => fileURLToPath(new URL(`../../packages/${path}`, import.meta.url));

async function instantiable(): Promise<Script> {
  const { outputFiles } = await build({
    stdin: { contents: PROGRAM, resolveDir: source('.') },
    alias: {
      '@tbptt/core/equation': source('core/src/equation.ts'),
      '@tbptt/core/files': source('core/src/files.ts'),
      '@tbptt/core/operation': source('core/src/operation.ts'),
      '@tbptt/core': source('core/src/index.ts'),
      '@tbptt/optim': source('optim/src/index.ts'),
      '@tbptt/rnn': source('rnn/src/index.ts'),
    },
    // Packages of others are found from where they are declared.
    nodePaths: [source('core/node_modules')],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'program',
    target: 'es2022',
  });
  return new Script(`(() => { ${outputFiles[0]?.text}; return program; })()`);
}

test('a seeded run gives the same bits whatever the program computed before, strict and relaxed', {
  timeout: 240_000,
}, async () => {
  const script = await instantiable();
  const train = (seed: number): readonly (readonly number[])[] =>
    (script.runInThisContext() as { train: (seed: number) => number[][] }).train(seed);
  const untouched = train(0);
  expect(untouched).toHaveLength(2);
  expect(untouched.flat().every(Number.isFinite)).toBe(true);
  for (let seed = 1; seed <= 200; seed++) expect(train(seed), `after history ${seed}`).toEqual(untouched);
});
