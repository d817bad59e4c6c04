import { describe, expect, test } from 'vitest';
import { toParameters } from '../settings.js';
import { type LearningReport, learningJob } from './learning-job.js';
import { experiments, LAST_STEP, type LearningSettings, SIDE, settingsIn } from './learning-settings.js';

/** The reports of a race up to a step. */
function reportsOf(settings: LearningSettings, steps: number): readonly LearningReport[] {
  const reports: LearningReport[] = [];
  for (const report of learningJob(settings)) {
    if (report === undefined) continue;
    reports.push(report);
    if (report.step >= steps) break;
  }
  return reports;
}

describe('the experiments', () => {
  test.each(['two spirals', 'circles', 'XOR'])('%s: Adam puts the points on their sides', (name) => {
    const settings = { ...(experiments[name] as LearningSettings), optimizers: ['Adam'] as const };
    const last = reportsOf(settings, 1000).at(-1);
    expect(last?.racers[0]?.right).toBeGreaterThanOrEqual(198); // of 200
    expect(last?.racers[0]?.loss).toBeLessThan(0.05);
  });

  test('a gradient that vanishes: six sigmoid layers let through less than a hundredth', () => {
    const [first] = reportsOf(experiments['a gradient that vanishes'] as LearningSettings, 1);
    const { gradients = [] } = first?.racers[0] ?? {};
    expect(gradients).toHaveLength(7);
    expect((gradients[0] ?? 1) / (gradients[6] ?? 1)).toBeLessThan(0.01);
  });
});

describe('a race', () => {
  const settings = experiments['circles'] as LearningSettings;
  const reports = reportsOf(settings, 12);

  test('starts with the same weights for every optimizer', () => {
    const losses = reports[0]?.racers.map(({ loss }) => loss);
    expect(losses).toEqual([losses?.[0], losses?.[0], losses?.[0]]);
    expect(new Set(reports.at(-1)?.racers.map(({ loss }) => loss)).size).toBe(3);
  });

  test('reports a surface of probabilities and a history', () => {
    const { racers, history } = reports.at(-1) as LearningReport;
    expect(racers[0]?.surface).toHaveLength(SIDE * SIDE);
    expect(racers.every(({ surface }) => surface.every((p) => p >= 0 && p <= 1))).toBe(true);
    expect(racers[0]?.weights.map(({ inputs, outputs }) => [inputs, outputs])).toEqual([
      [2, 4],
      [4, 1],
    ]);
    expect(racers.every(({ weights }) => weights.every((one) => one.values.some((w) => w !== 0)))).toBe(true);
    expect(history.steps).toEqual([1, 4, 8, 12]);
    expect(history.losses[2]?.at(-1)).toBe(racers[2]?.loss);
  });

  test('remembers at most some hundred steps to its end', () => {
    const last = reportsOf({ ...settings, width: 1, optimizers: ['SGD'] }, LAST_STEP).at(-1);
    expect(last?.step).toBe(LAST_STEP);
    expect(last?.history.steps.length).toBeLessThanOrEqual(500);
    expect(last?.history.steps[0]).toBe(1);
  });
});

test.each(Object.entries(experiments))('an address holds all settings: %s', (_, settings) => {
  expect(settingsIn(new URLSearchParams(toParameters(settings)))).toEqual(settings);
});

test('an address that makes no sense gives the first experiment', () => {
  const search = new URLSearchParams(
    'task=x&depth=0&width=1e9&activation=valueOf&optimizers=&rate=-1&seed=0.5',
  );
  expect(settingsIn(search)).toEqual(experiments['two spirals']);
});
