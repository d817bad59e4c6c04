import { indices, Parameter } from '@tbptt/core';
import { gradcheck, type TestRunner } from '@tbptt/core/testing';
import { byOperations, byStep, inTwoParts, isDeclared, laneByLane, unrolled } from './cell-runs.js';
import {
  type LayerFactory,
  makeSetting,
  type Sizes,
  someLengths,
  someResets,
  spoil,
} from './cell-setting.js';
import { expectSameRuns, lossOf } from './expect-same-runs.js';

/** Small enough that no unit of these sizes passes the kink of a relu on the way. */
const SMALL_STEP = { step: 1e-5 };

const SIZES: readonly Sizes[] = [
  { T: 1, B: 1, D: 1, H: 1 },
  { T: 5, B: 1, D: 3, H: 4 },
  { T: 4, B: 3, D: 2, H: 5 },
  { T: 3, B: 2, D: 7, H: 17 },
];

/**
 * Declares the tests that define a recurrent layer: its gradients are those of finite differences
 * in double precision, and a window equals its steps, its parts and its lanes.
 *
 * ```ts
 * cellContract({ describe, test }, 'MGU', (inputs, hidden, options) => new MGU(inputs, hidden, options));
 * ```
 */
export function cellContract({ describe, test }: TestRunner, name: string, make: LayerFactory): void {
  describe(`${name} keeps the contract of recurrent layers`, () => {
    for (const sizes of SIZES) {
      const { T, B, D, H } = sizes;
      describe(`T = ${T}, B = ${B}, D = ${D}, H = ${H}`, () => {
        test('the gradients of inputs, initial state and every parameter are those of finite differences', () => {
          const setting = makeSetting(make, sizes);
          gradcheck(setting, () => lossOf(setting, unrolled(setting, setting.inputs)), SMALL_STEP);
        });
        test('the gradients are those of finite differences if the inputs are symbols', () => {
          const setting = makeSetting(make, sizes);
          gradcheck(setting, () => lossOf(setting, unrolled(setting, setting.symbols)), SMALL_STEP);
        });
        test('a window equals a loop of steps, in value and gradient', () => {
          const setting = makeSetting(make, sizes);
          expectSameRuns(
            setting,
            () => unrolled(setting, setting.inputs),
            () => byStep(setting, setting.inputs),
          );
        });
        // A cell that is made of operations is that loop.
        const testDeclared = isDeclared(makeSetting(make, sizes).layer) ? test : () => {};
        testDeclared('a window equals a loop of ordinary operations, in value and gradient', () => {
          const setting = makeSetting(make, sizes);
          expectSameRuns(
            setting,
            () => unrolled(setting, setting.inputs),
            () => byOperations(setting, setting.inputs),
          );
          expectSameRuns(
            setting,
            () => unrolled(setting, setting.symbols),
            () => byOperations(setting, setting.symbols),
          );
        });
        test('one window equals the same in two parts, in value and gradient', () => {
          const setting = makeSetting(make, sizes);
          const cut = Math.floor(T / 2);
          expectSameRuns(
            setting,
            () => unrolled(setting, setting.inputs),
            () => inTwoParts(setting, cut),
          );
        });
        test('the gradients are those of finite differences if lanes end early and start anew', () => {
          const setting = makeSetting(make, sizes);
          const lanes = { lengths: someLengths(sizes), resets: someResets(sizes) };
          gradcheck(setting, () => lossOf(setting, unrolled(setting, setting.inputs, lanes)), SMALL_STEP);
        });
        test('lanes that end early equal shorter lanes, whatever stands behind their end', () => {
          const setting = makeSetting(make, sizes);
          const lengths = someLengths(sizes);
          const spoilt = { ...setting, inputs: new Parameter(spoil(setting.inputs, lengths)) };
          expectSameRuns(
            setting,
            () => unrolled(spoilt, spoilt.inputs, { lengths }),
            () => laneByLane(setting, { lengths }),
            spoilt,
          );
        });
        test('a lane that starts anew equals a fresh one', () => {
          const setting = makeSetting(make, sizes);
          const cut = Math.floor(T / 2);
          const resets = indices(
            [T, B],
            Array.from({ length: T * B }, (_, i) => (i >= cut * B && i < (cut + 1) * B ? 1 : 0)),
          );
          expectSameRuns(
            setting,
            () => unrolled(setting, setting.inputs, { resets }),
            () => inTwoParts(setting, cut, true),
          );
        });
        test('a batch equals its lanes one by one, in value and gradient', () => {
          const setting = makeSetting(make, sizes);
          expectSameRuns(
            setting,
            () => unrolled(setting, setting.inputs),
            () => laneByLane(setting),
          );
        });
      });
    }
  });
}
