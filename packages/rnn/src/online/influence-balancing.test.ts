import { full, meanSquaredError, multiply, seeded, type Tensor } from '@tbptt/core';
import { expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { InfluenceLayer, ThetaDescent } from '../testing/influence-layer.js';
import { streamOver } from '../testing/random-stream.js';
import { truncatedBPTT } from '../training/truncated-bptt.js';
import { online } from './online.js';
import { randomTruncation } from './random-truncation.js';
import { rtrl } from './rtrl.js';
import { uoro } from './uoro.js';

const loss = (outputs: Tensor, targets: Tensor) => multiply(meanSquaredError(outputs, targets), 0.5);
const ones = (steps: number) => streamOver(full([steps, 1, 1], 1), full([steps, 1, 1], 1));
const decaying = (first: number, over: number) => (update: number) => first / Math.sqrt(1 + update / over);

describe('the influence-balancing problem, learned online', () => {
  test('RTRL reaches -1/6', () => {
    const model = new InfluenceLayer();
    const optimizer = new ThetaDescent(model, () => 3e-5);
    for (const _ of online(model, ones(10_000), { algorithm: rtrl(), optimizer, loss }));
    expectClose(model.theta, -1 / 6, { relative: 1e-3 });
  });

  test.each([1, 2])('UORO reaches -1/6 (seed %i)', (seed) => {
    const model = new InfluenceLayer();
    const optimizer = new ThetaDescent(model, decaying(3e-5, 1000));
    const algorithm = uoro({ random: seeded(seed) });
    for (const _ of online(model, ones(30_000), { algorithm, optimizer, loss }));
    expectClose(model.theta, -1 / 6, { relative: 1e-2 });
  });

  test.each([1, 2])('random truncation with a mean of 16 steps reaches -1/6 (seed %i)', (seed) => {
    const model = new InfluenceLayer();
    const optimizer = new ThetaDescent(model, decaying(3e-3, 50));
    const k1 = randomTruncation({ random: seeded(seed), meanLength: 16 });
    for (const _ of truncatedBPTT(model, ones(40_000), { k1, optimizer, loss }));
    expectClose(model.theta, -1 / 6, { relative: 1e-2 });
  });

  test('TBPTT(100, 100) drifts away', () => {
    const model = new InfluenceLayer();
    const optimizer = new ThetaDescent(model, () => 1e-2);
    for (const _ of truncatedBPTT(model, ones(8000), { k1: 100, optimizer, loss }));
    expect(model.theta).toBeGreaterThan(0.5);
  });
});
