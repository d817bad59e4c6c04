import { crossEntropy, seeded, tensor } from '@tbptt/core';
import { adam, Optimizer } from '@tbptt/optim';
import { expect, test } from 'vitest';
import { MinGRU } from '../cells/min-gru.js';
import { copyTrials } from '../testing/copy-trials.js';
import { WithHead } from '../testing/online-models.js';
import { truncatedBPTT } from '../training/truncated-bptt.js';
import { online } from './online.js';
import { rtrl } from './rtrl.js';

/** The mean loss of the last 100 updates, in nats; that of a guess is log 2 = 0.693. */
function lastLoss(seed: number, k1?: number): number {
  const random = seeded(seed);
  const layer = new MinGRU(4, 8, { random });
  // Units that keep their state, as the bias of a forget gate is set for long delays.
  const bias = layer.biasIh?.toFloats().map((x, i) => (i < 8 ? x - 4 : x)) ?? [];
  layer.biasIh?.assign(tensor([16], bias));
  const model = new WithHead(layer, 2, random);
  const optimizer = new Optimizer(model, adam({ learningRate: 0.01 }));
  const stream = copyTrials(15_000, 20, 20, random);
  const common = { optimizer, loss: crossEntropy };
  const run =
    k1 === undefined
      ? online(model, stream, { algorithm: rtrl(), ...common })
      : truncatedBPTT(model, stream, { k1, ...common });
  const losses = Array.from(run, ({ loss }) => loss).slice(-100);
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
  'RTRL of a diagonal cell learns to copy over delays of 20 to 39 steps, TBPTT(10, 10) does not (seed %i)',
  (seed) => {
    expect(lastLoss(seed)).toBeLessThan(0.05);
    expect(lastLoss(seed, 10)).toBeGreaterThan(0.6);
  },
);
