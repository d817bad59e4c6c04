import { describe, expect, test } from 'vitest';
import { toParameters } from '../settings.js';
import { type TruncationReport, type TruncationSettings, truncationJob } from './truncation-job.js';
import { experiments, settingsIn } from './truncation-settings.js';

function lastOf(settings: TruncationSettings): TruncationReport {
  const reports = [...truncationJob(settings)].filter((report) => report !== undefined);
  return reports.at(-1) as TruncationReport;
}

describe('the influence-balancing problem', () => {
  test('has the wrong sign up to 40 steps back, the right one from 41 on, and 6 in the end', () => {
    const [first] = truncationJob({ k1: 1, k2: 1, rate: 0.0005 });
    const { gradients = [] } = first ?? {};
    expect(gradients).toHaveLength(250);
    expect(gradients.slice(0, 40).every((gradient) => gradient < 0)).toBe(true);
    expect(gradients.slice(40).every((gradient) => gradient > 0)).toBe(true);
    expect(gradients.at(-1)).toBeCloseTo(6, 4);
  });

  test('drifts away where the window is too short, and ends when it is lost', () => {
    for (const settings of [experiments['one step too few: 1, 40'], experiments['chunks of 100']]) {
      const { thetas, steps } = lastOf(settings as TruncationSettings);
      expect(thetas.at(-1)).toBeGreaterThan(0.6);
      expect(steps.at(-1)).toBeLessThan(16_000);
    }
  });

  test('is solved where the window is long enough', () => {
    for (const settings of [experiments['chunks of 200'], experiments['chunks of 50, 150 back']]) {
      expect(lastOf(settings as TruncationSettings).thetas.at(-1)).toBeCloseTo(-1 / 6, 4);
    }
  });
});

test('an address holds all settings, and what makes no sense there is ignored', () => {
  for (const settings of Object.values(experiments)) {
    expect(settingsIn(new URLSearchParams(toParameters(settings)))).toEqual(settings);
  }
  expect(settingsIn(new URLSearchParams('k1=9&k2=3&rate=1'))).toEqual({ k1: 9, k2: 9, rate: 0.0005 });
});
