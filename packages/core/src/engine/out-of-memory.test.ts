/** A step for which the memory is too small leaves nothing behind, and a smaller one works. */
import { describe, expect, test } from 'vitest';
import { differentiate, evaluate } from '../autodiff/differentiate.js';
import { HostError } from '../errors.js';
import { Linear } from '../nn/linear.js';
import { mean } from '../ops/reduce.js';
import { square } from '../ops/unary.js';
import { seeded } from '../random/seeded.js';
import { full, zeros } from '../tensor/tensor.js';
import { Engine } from './engine.js';

const MIB = 2 ** 20;
const D = 64;

/** A model in an engine of 16 MiB, and steps over any number of rows. */
function setting() {
  const engine = new Engine({ maximumBytes: 16 * MIB });
  return engine.run(() => {
    const model = new Linear(D, D, { random: seeded(1) });
    const step = (rows: number) =>
      engine.run(() => differentiate(model, () => mean(square(model.forward(full([rows, D], 0.5))))).loss);
    const numbers = () =>
      engine.run(() => [
        ...model.weight.toFloats(),
        ...(model.weight.gradient?.toFloats() ?? []),
        ...(model.bias?.gradient?.toFloats() ?? []),
      ]);
    return { engine, model, step, numbers };
  });
}

function outcomeOf(attempt: () => unknown): string {
  try {
    attempt();
    return 'done';
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

const TOO_MANY = 100_000; // 25 MB of inputs alone

describe('after a step that needs more than the memory has', () => {
  test('the parameters are as they were, and a smaller step gives what it gives without', () => {
    const [failed, calm] = [setting(), setting()];
    const before = [...failed.model.weight.toFloats()];
    for (let i = 0; i < 3; i++) expect(() => failed.step(TOO_MANY)).toThrow(HostError);
    expect([...failed.model.weight.toFloats()]).toEqual(before);
    for (const rows of [8, 1, 200]) expect(failed.step(rows)).toBe(calm.step(rows));
    expect(failed.numbers()).toEqual(calm.numbers());
  });

  test('gradients of a step before do not come back', () => {
    const { step, model } = setting();
    step(4);
    expect(() => step(TOO_MANY)).toThrow(HostError);
    expect(model.weight.gradient).toBeUndefined();
    step(4);
    expect(model.weight.gradient?.size).toBe(D * D);
  });

  test('it may fail at every place of the way: no memory is lost', () => {
    const { engine, step } = setting();
    const outcomes: string[] = [];
    for (let rows = 2000; rows < 60_000; rows = Math.round(rows * 1.1))
      outcomes.push(outcomeOf(() => step(rows)));
    expect(new Set(outcomes)).toEqual(new Set(['done', 'HostError']));
    for (let i = 0; i < 50; i++) step(4000);
    expect(engine.memory.byteLength).toBeLessThanOrEqual(16 * MIB);
  });

  test('an evaluation and a tensor work, too', () => {
    const { engine, model } = setting();
    engine.run(() => {
      expect(() => evaluate(() => model.forward(full([TOO_MANY, D], 1)))).toThrow(HostError);
      expect(() => mean(square(zeros([TOO_MANY, D])))).toThrow(HostError);
      expect(mean(square(full([10, D], 2))).item()).toBe(4);
    });
  });
});
