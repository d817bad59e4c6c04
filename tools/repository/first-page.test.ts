import { crossEntropy, indices, kernels, seeded } from '@tbptt/core';
import { engine } from '@tbptt/core/operation';
import { kernelContract } from '@tbptt/core/testing';
import { adam, clipByGlobalNorm, Optimizer } from '@tbptt/optim';
import { CharLM, PeepholeLSTM } from '@tbptt/rnn';
import { afterEach, expect, test } from 'vitest';

/**
 * The bytes before the first block of a memory: an address of 0, as what is forgotten has, and what
 * lies near it.
 */
const FIRST_BLOCK = 64;

afterEach(() => kernels.use('auto'));

test.each(kernels.available)(
  'the %s kernels write nothing before the first block of the memory',
  (variant) => {
    kernels.use(variant);
    const pattern = Uint8Array.from({ length: FIRST_BLOCK }, (_, i) => 0xa5 ^ i);
    engine().memory.bytes.set(pattern);

    const now = {
      describe: (_: string, body: () => void) => body(),
      test: (_: string, body: () => void) => body(),
    };
    kernelContract(now, engine().kernels, engine().kernels);
    const model = new CharLM(5, { hidden: 7, layers: 2, cell: PeepholeLSTM, random: seeded(1) });
    const optimizer = new Optimizer(model, [clipByGlobalNorm(0.1), adam()]);
    const ids = indices(
      [6, 3],
      Int32Array.from({ length: 18 }, (_, i) => i % 5),
    );
    for (let step = 0; step < 2; step++) {
      optimizer.step(() => crossEntropy(model.unroll(ids, model.initialState(3)).outputs, ids));
    }

    expect(engine().memory.bytes.slice(0, FIRST_BLOCK)).toEqual(pattern);
  },
);
