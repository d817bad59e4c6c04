import { expect, test } from 'vitest';
import type { CurvePoint } from './curve.js';
import { headline } from './headline.js';
import type { RunRecord, ValidationPoint } from './run-record.js';

const empty: RunRecord = {
  data: undefined,
  model: undefined,
  settings: {},
  curve: [],
  validations: [],
  glimpses: [],
  sample: undefined,
  summary: undefined,
  notices: [],
};

/** The headline of a run of 1,000 updates with validations of some bits at some steps. */
function headlineOf(...points: readonly (readonly [step: number, bits: number])[]): string {
  const validations = points.map(([step, bitsPerCharacter]): ValidationPoint => ({ step, bitsPerCharacter }));
  const point: CurvePoint = {
    step: 1000,
    characters: 96_000,
    seconds: 60,
    bitsPerCharacter: 2.2,
    learningRate: 0.002,
    gradientNorm: 1,
    charactersPerSecond: 1600,
  };
  return headline({ ...empty, curve: [point], validations });
}

test('a loss that fell in the last fifth of a run is still falling, also if the run was validated twice at its end', () => {
  expect(headlineOf([250, 2.8], [500, 2.6], [950, 2.456], [1000, 2.456])).toMatch(/, still falling$/);
  expect(headlineOf([250, 2.8], [500, 2.6], [1000, 2.4])).toMatch(/, still falling$/);
});

test('a loss that is what it was before the last fifth is no longer falling', () => {
  expect(headlineOf([250, 2.8], [700, 2.4], [900, 2.4], [1000, 2.399])).toMatch(/, no longer falling$/);
});

test('a loss that has been lower names its best', () => {
  expect(headlineOf([250, 2.8], [700, 2.35], [1000, 2.4])).toBe(
    'A model: 2.40 bits per character held out after 60 seconds, best at 2.35',
  );
});
