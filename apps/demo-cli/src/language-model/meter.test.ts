import { describe, expect, test } from 'vitest';
import { Meter } from './meter.js';

/** Counts `steps` updates of 100 characters, one every `milliseconds`. */
function run(budget: ConstructorParameters<typeof Meter>[0], steps: number, milliseconds: number): Meter {
  let now = 5000;
  const meter = new Meter(budget, () => now);
  for (let step = 0; step < steps; step++) {
    now += milliseconds;
    meter.count({ loss: 2 * Math.LN2, count: 100, epoch: 0 });
  }
  return meter;
}

describe('a meter', () => {
  test('of steps tells the share of them and the time the rest will take', () => {
    const { progress } = run({ steps: 40 }, 10, 100);
    expect(progress).toMatchObject({ step: 10, epoch: 1, share: 0.25, seconds: 1 });
    expect(progress.etaSeconds).toBeCloseTo(3);
  });

  test('of minutes tells the share of the time and what is left of it', () => {
    const { progress } = run({ minutes: 1 }, 10, 1500);
    expect(progress).toMatchObject({ share: 0.25, seconds: 15, etaSeconds: 45 });
  });

  test('never goes beyond the end', () => {
    expect(run({ minutes: 0.01 }, 10, 1000).progress).toMatchObject({ share: 1, etaSeconds: 0 });
  });

  test('tells the mean loss in bits and the rate', () => {
    const { progress } = run({ steps: 40 }, 10, 100);
    expect(progress.bitsPerCharacter).toBeCloseTo(2);
    expect(progress.charactersPerSecond).toBeCloseTo(1000);
  });

  test('follows a change of the rate within seconds', () => {
    let now = 0;
    const meter = new Meter({ steps: 1000 }, () => now);
    for (let step = 0; step < 100; step++) {
      now += step < 50 ? 1000 : 100;
      meter.count({ loss: 1, count: 100, epoch: 0 });
    }
    expect(meter.progress.charactersPerSecond).toBeGreaterThan(750);
    expect(meter.progress.charactersPerSecond).toBeLessThan(1000);
  });
});
