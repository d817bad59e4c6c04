/**
 * What defines a recurrent layer, for every cell over random shapes, lengths, masks and seeds, in
 * value and gradient.
 */
import { indices, Parameter } from '@tbptt/core';
import { defaultEngine, doubleEngine } from '@tbptt/core/testing';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { ALL_CELLS } from '../testing/all-cells.js';
import { byStep, inTwoParts, laneByLane, unrolled } from '../testing/cell-runs.js';
import { makeSetting, type Setting, spoil } from '../testing/cell-setting.js';
import { expectSameRuns } from '../testing/expect-same-runs.js';

/** Of each property, for each cell. */
const RUNS = 20;

/** A window, and what may happen to its lanes. */
const windows = fc
  .record({
    T: fc.integer({ min: 1, max: 7 }),
    B: fc.integer({ min: 1, max: 4 }),
    D: fc.integer({ min: 1, max: 5 }),
    H: fc.integer({ min: 1, max: 9 }),
    seed: fc.integer(),
  })
  .chain((sizes) =>
    fc.record({
      sizes: fc.constant(sizes),
      cut: fc.integer({ min: 0, max: sizes.T }),
      lengths: fc.array(fc.integer({ min: 0, max: sizes.T }), { minLength: sizes.B, maxLength: sizes.B }),
      marks: fc.array(fc.constantFrom(0, 0, 0, 1), {
        minLength: sizes.T * sizes.B,
        maxLength: sizes.T * sizes.B,
      }),
    }),
  );

type Window = typeof windows extends fc.Arbitrary<infer Value> ? Value : never;

const resetsOf = ({ sizes: { T, B }, marks }: Window) => indices([T, B], marks);

/** The setting with NaN in its inputs behind the end of each lane. */
function spoilt(setting: Setting, lengths: readonly number[]): Setting {
  return { ...setting, inputs: new Parameter(spoil(setting.inputs, lengths)) };
}

const properties: Record<string, (setting: Setting, window: Window) => void> = {
  'a window equals its steps': (setting) => {
    for (const inputs of [setting.inputs, setting.symbols]) {
      expectSameRuns(
        setting,
        () => unrolled(setting, inputs),
        () => byStep(setting, inputs),
      );
    }
  },
  'two parts equal one': (setting, { cut }) => {
    expectSameRuns(
      setting,
      () => inTwoParts(setting, cut),
      () => unrolled(setting, setting.inputs),
    );
  },
  'lanes are independent': (setting) => {
    expectSameRuns(
      setting,
      () => unrolled(setting, setting.inputs),
      () => laneByLane(setting),
    );
  },
  'padded equals unpadded, even if the padding is NaN': (setting, { lengths }) => {
    const padded = spoilt(setting, lengths);
    expectSameRuns(
      setting,
      () => unrolled(padded, padded.inputs, { lengths }),
      () => laneByLane(setting, { lengths }),
      padded,
    );
  },
  'a lane that is reset equals a fresh one': (setting, window) => {
    const resets = resetsOf(window);
    expectSameRuns(
      setting,
      () => unrolled(setting, setting.inputs, { resets }),
      () => laneByLane(setting, { resets }),
    );
  },
  'all of this holds at once': (setting, window) => {
    const { lengths } = window;
    const resets = resetsOf(window);
    const padded = spoilt(setting, lengths);
    expectSameRuns(
      setting,
      () => unrolled(padded, padded.inputs, { lengths, resets }),
      () => laneByLane(setting, { lengths, resets }),
      padded,
    );
  },
};

/**
 * The engine of a cell. What normalizes two units that are nearly equal multiplies their rounding
 * without bound, so such cells are compared in double precision.
 */
const engineOf = (name: string) => (name.startsWith('LayerNorm') ? doubleEngine() : defaultEngine());

describe.each(Object.entries(ALL_CELLS))('for all windows of %s', (name, make) => {
  test.each(Object.entries(properties))('%s', (_, holds) => {
    engineOf(name).run(() =>
      fc.assert(
        fc.property(windows, (window) => holds(makeSetting(make, window.sizes, window.sizes.seed), window)),
        { numRuns: RUNS },
      ),
    );
  });
});
