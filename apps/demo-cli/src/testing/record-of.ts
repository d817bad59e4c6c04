import type { CurvePoint } from '../report/curve.js';
import type { RunRecord } from '../report/run-record.js';

/** A point of a curve whose other numbers are made up. */
export const pointOf = (step: number, bitsPerCharacter: number): CurvePoint => ({
  step,
  bitsPerCharacter,
  characters: step,
  seconds: step,
  learningRate: 0.01,
  gradientNorm: 4,
  charactersPerSecond: 1000,
});

/** The record of a run of which nothing is known but a curve, and what is given. */
export const recordOf = (curve: readonly CurvePoint[], more: Partial<RunRecord> = {}): RunRecord => ({
  data: undefined,
  model: undefined,
  settings: { clip: 5 },
  validations: [],
  glimpses: [],
  sample: undefined,
  summary: undefined,
  notices: [],
  curve,
  ...more,
});
