import {
  add,
  multiply,
  type Parameter,
  parameter,
  scalar,
  seeded,
  square,
  subtract,
  sum,
  tensor,
} from '@tbptt/core';
import { numbersOf, sizeOf } from '@tbptt/core/operation';
import { doubleEngine, expectClose, type TestRunner } from '@tbptt/core/testing';
import type { Chain } from '../chain.js';
import { Optimizer } from '../optimizer.js';
import type { OptimizerState } from '../optimizer-state.js';
import { applyOneByOne } from './apply-one-by-one.js';

/**
 * The textbook update of one number: returns its next value and remembers what it needs. `update`
 * is 0 in the first update.
 */
export type ReferenceUpdate = (p: number, gradient: number, update: number) => number;

/** An optimizer with some options. */
export interface Setting {
  /** The options, as they read in the name of a test. */
  readonly options: string;
  /** Makes the chain for a learning rate. */
  readonly chain: (learningRate: number) => Chain;
  /** Makes a reference for one number, written without the library. */
  readonly reference: (learningRate: number) => ReferenceUpdate;
}

/** The settings in which an optimizer is tested, and the problems that it must solve. */
export interface OptimizerContract {
  readonly settings: readonly Setting[];
  /** A learning rate at which every setting reduces a noisy quadratic to a tenth in 200 steps. */
  readonly quadratic: number;
  /** A chain, and the number of steps in which it reaches the end of Rosenbrock's valley. */
  readonly rosenbrock: { readonly chain: Chain; readonly steps: number };
  /** Tests that do not apply, and why. */
  readonly skip?: { readonly zeroLearningRate?: string };
}

/** Shapes of every kind: vectors around whole registers, a scalar, four axes, and none of elements. */
const SHAPES = [[1], [3], [4], [5], [17], [], [2, 3, 1, 2], [0], [2, 0, 3, 1]] as const;
const STEPS = 10;
const LEARNING_RATE = 0.05;
const EXACTLY = { relative: 0, absolute: 0 };

/**
 * Defines the tests that every optimizer must pass: its formula in single and double precision,
 * whatever the shapes of the parameters; the same as one kernel and transform by transform; a saved
 * and restored run equals an uninterrupted one; a parameter that takes no part in a step is left
 * alone; a learning rate of 0 changes no parameter; and it descends on a noisy quadratic and in
 * Rosenbrock's valley.
 *
 * @param runner The `describe` and `test` of a test runner, such as Vitest or `node:test`.
 */
export function optimizerContract(
  { describe, test }: TestRunner,
  name: string,
  { settings, quadratic, rosenbrock, skip = {} }: OptimizerContract,
): void {
  for (const setting of settings) {
    const { chain } = setting;
    describe(`${name} with ${setting.options}`, () => {
      test('follows its formula in single precision, whatever the shapes of the parameters', () => {
        expectClose(trained(setting), expected(setting), { relative: 2e-5, absolute: 2e-5 });
      });

      test('follows its formula in double precision', () => {
        const tolerance = { relative: 1e-12, absolute: 1e-12 };
        doubleEngine().run(() => expectClose(trained(setting), expected(setting), tolerance));
      });

      test('gives as one kernel what its transforms give one by one', () => {
        const start = wave(17, 0.3);
        const gradients = Array.from({ length: STEPS }, (_, step) => wave(17, step + 1));
        const fused = doubleEngine().run(() => {
          const p = parameter(tensor([17], start));
          const optimizer = new Optimizer([p], chain(LEARNING_RATE));
          for (const gradient of gradients) optimizer.step(() => sum(multiply(p, tensor([17], gradient))));
          return numbersOf(p).slice();
        });
        const oneByOne = applyOneByOne(chain(LEARNING_RATE), start, gradients);
        expectClose(fused, oneByOne, { relative: 1e-14, absolute: 1e-14 });
      });

      test('continues from a saved state as if it had not stopped', () => {
        const whole = parametersOfAllShapes();
        const uninterrupted = new Optimizer(whole, chain(LEARNING_RATE));
        for (let step = 0; step < 4; step++) stepOnWaves(uninterrupted, whole);
        const resumedParameters = whole.map((p) => parameter(tensor(p.shape, p.toFloats())));
        const resumed = new Optimizer(resumedParameters, chain(LEARNING_RATE));
        resumed.restore(JSON.parse(JSON.stringify(uninterrupted.state())) as OptimizerState);
        requireSameState(resumed, uninterrupted);
        for (let step = 4; step < STEPS; step++) {
          stepOnWaves(uninterrupted, whole);
          stepOnWaves(resumed, resumedParameters);
        }
        expectClose(joined(resumedParameters), joined(whole), EXACTLY);
        requireSameState(resumed, uninterrupted);
      });

      test('follows its formula over gradients that begin late, end, flip, jump, vanish or grow', () => {
        doubleEngine().run(() => {
          for (const [stream, gradientAt] of Object.entries(STREAMS)) {
            const tolerance = { relative: 1e-9, absolute: 1e-9, name: stream };
            expectClose(...alongStream(setting, gradientAt), tolerance);
          }
        });
      });

      test('leaves a parameter alone that takes no part in a step, as if the step had not been', () => {
        const [alone, beside, always] = [wave(5, 0.3), wave(5, 0.3), wave(1, 0)].map((numbers) =>
          parameter(tensor([numbers.length], numbers)),
        ) as [Parameter, Parameter, Parameter];
        const [one, both] = [
          new Optimizer([alone], chain(LEARNING_RATE)),
          new Optimizer([always, beside], chain(LEARNING_RATE)),
        ];
        for (let step = 0; step < STEPS; step++) {
          both.step(() => sum(always));
          stepOnWaves(one, [alone]);
          const gradient = tensor([5], wave(5, one.steps));
          both.step(() => add(sum(always), sum(multiply(beside, gradient))));
        }
        expectClose(joined([beside]), joined([alone]), { relative: 1e-5, absolute: 1e-6 });
      });

      if (skip.zeroLearningRate === undefined) {
        test('with a learning rate of zero moves the slots but no parameter', () => {
          const parameters = parametersOfAllShapes();
          const before = joined(parameters);
          const optimizer = new Optimizer(parameters, chain(0));
          const initial = optimizer.state();
          stepOnWaves(optimizer, parameters);
          expectClose(joined(parameters), before, EXACTLY);
          for (const [slot, numbers] of Object.entries(optimizer.state().slots)) {
            const old = initial.slots[slot]?.toFloats();
            if (numbers.size > 0 && numbers.toFloats().every((x, i) => x === old?.[i]))
              throw new Error(`${slot} has not moved.`);
          }
        });
      }

      test('descends on a quadratic whose gradient is noisy', () => {
        const p = parameter(tensor([5], wave(5, 0.3)));
        const target = tensor([5], wave(5, 9));
        const curvature = tensor([5], [0.5, 1, 2, 1, 0.5]);
        const random = seeded(3);
        const optimizer = new Optimizer([p], chain(quadratic));
        const bowl = () => sum(multiply(square(subtract(p, target)), curvature));
        const before = bowl().item();
        for (let step = 0; step < 200; step++) {
          const noise = Array.from({ length: 5 }, () => 0.3 * random.normal());
          optimizer.step(() => add(bowl(), sum(multiply(p, tensor([5], noise)))));
        }
        const after = bowl().item();
        if (!(after < before / 10)) throw new Error(`The quadratic fell from ${before} to ${after} only.`);
      });
    });
  }

  test(`${name} reaches the end of Rosenbrock's valley in ${rosenbrock.steps} steps`, () => {
    const x = parameter(scalar(-1.5));
    const y = parameter(scalar(2));
    const optimizer = new Optimizer({ x, y }, rosenbrock.chain);
    const valley = () => {
      const [toOne, toParabola] = [square(subtract(x, scalar(1))), square(subtract(y, square(x)))];
      return subtract(toOne, multiply(toParabola, scalar(-100)));
    };
    for (let step = 0; step < rosenbrock.steps; step++) optimizer.step(valley);
    expectClose([x.item(), y.item()], [1, 1], { absolute: 0.02, name: 'the end' });
  });
}

/** Gradients over 40 steps. In a step that has none, the parameter takes no part. */
const STREAMS: Readonly<Record<string, (step: number) => number | undefined>> = {
  constant: () => 1,
  'without a pattern': (step) => 2 * Math.sin(1 + 3.1 * step),
  'late start': (step) => (step < 20 ? undefined : 0.5),
  'early end': (step) => (step < 20 ? 0.5 : undefined),
  'every fifth step': (step) => (step % 5 === 0 ? -0.7 : undefined),
  'other steps than not': (step) => ((step * 7) % 11 < 5 ? 0.3 : undefined),
  'zero at last': (step) => (step < 20 ? 1 : 0),
  'zero at first': (step) => (step < 20 ? 0 : 1),
  'always zero': () => 0,
  'flips every step': (step) => (step % 2 === 0 ? 1 : -1),
  'flips every seventh step': (step) => (step % 14 < 7 ? 0.2 : -0.2),
  spike: (step) => (step === 10 ? 1e4 : 0.1),
  pulses: (step) => (step % 10 === 9 ? 3 : 0),
  'two magnitudes': (step) => (step % 2 === 0 ? 1e3 : 1e-3),
  vanishing: (step) => 0.5 ** step,
  growing: (step) => 1e-3 * 1.3 ** step,
};
const STREAM_STEPS = 40;

/**
 * Returns a number that is trained along a stream of gradients, after every step: by the library
 * and by the reference.
 */
function alongStream(
  { chain, reference }: Setting,
  gradientAt: (step: number) => number | undefined,
): [found: number[], wanted: number[]] {
  const [p, other] = [parameter(scalar(0.25)), parameter(scalar(0))];
  const optimizer = new Optimizer([other, p], chain(LEARNING_RATE));
  const update = reference(LEARNING_RATE);
  const [found, wanted]: [number[], number[]] = [[], []];
  let [value, updates] = [0.25, 0];
  for (let step = 0; step < STREAM_STEPS; step++) {
    const gradient = gradientAt(step);
    optimizer.step(() =>
      gradient === undefined
        ? sum(other)
        : add(sum(other), multiply(p, tensor([], Float64Array.of(gradient)))),
    );
    if (gradient !== undefined) value = update(value, gradient, updates++);
    found.push(...numbersOf(p));
    wanted.push(value);
  }
  return [found, wanted];
}

/** Returns numbers without a pattern, between -2 and 2. */
function wave(length: number, phase: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => 2 * Math.sin(1 + 3.1 * i + 7 * phase));
}

function parametersOfAllShapes(): Parameter[] {
  return SHAPES.map((shape) => parameter(tensor(shape, wave(sizeOf(shape), 0.3))));
}

/** A step in which every gradient is `wave(size, step + 1)`. */
function stepOnWaves(optimizer: Optimizer, parameters: readonly Parameter[]): void {
  const phase = optimizer.steps + 1;
  optimizer.step(() =>
    parameters
      .map((p) => sum(multiply(p, tensor(p.shape, wave(p.size, phase)))))
      .reduce((total, term) => add(total, term)),
  );
}

/** Returns the numbers of all parameters after training by the library. */
function trained({ chain }: Setting): number[] {
  const parameters = parametersOfAllShapes();
  const optimizer = new Optimizer(parameters, chain(LEARNING_RATE));
  for (let step = 0; step < STEPS; step++) stepOnWaves(optimizer, parameters);
  return joined(parameters);
}

/** Returns the same numbers by the reference. */
function expected({ reference }: Setting): number[] {
  return SHAPES.map(sizeOf).flatMap((size) =>
    [...wave(size, 0.3)].map((start, i) => {
      const update = reference(LEARNING_RATE);
      let p = start;
      for (let step = 0; step < STEPS; step++) p = update(p, wave(size, step + 1)[i] ?? 0, step);
      return p;
    }),
  );
}

function joined(parameters: readonly Parameter[]): number[] {
  return parameters.flatMap((p) => [...numbersOf(p)]);
}

/** Throws unless two optimizers have the same state, to the last bit. */
function requireSameState(one: Optimizer, other: Optimizer): void {
  const [actual, wanted] = [one, other].map((optimizer) => JSON.stringify(optimizer.state()));
  if (actual !== wanted) throw new Error(`The states differ: ${actual} and ${wanted}.`);
}
