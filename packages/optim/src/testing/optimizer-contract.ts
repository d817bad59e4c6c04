import type { Tensor } from '@tbptt/core';
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
import { numbersOf as read } from '@tbptt/core/operation';
import { doubleEngine, expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import type { Chain } from '../chain.js';
import { Optimizer } from '../optimizer.js';
import { applyOneByOne } from './apply-one-by-one.js';

/** The textbook update of one number: makes the next value of it and remembers what it needs. `step` is 0 at the first. */
export type ReferenceUpdate = (p: number, g: number, step: number) => number;

/** An optimizer with some options. */
export interface Setting {
  readonly options: string;
  readonly chain: (learningRate: number) => Chain;
  /** A fresh reference for one number, written without the library. */
  readonly reference: (learningRate: number) => ReferenceUpdate;
}

/** What an optimizer is tested by. */
export interface OptimizerContract {
  readonly settings: readonly Setting[];
  /** A learning rate at which every setting brings the noisy quadratic to a tenth in 200 steps. */
  readonly quadratic: number;
  /** A chain, and the steps in which it reaches the end of Rosenbrock's valley. */
  readonly rosenbrock: { readonly chain: Chain; readonly steps: number };
  /** What is left out, and why. */
  readonly skip?: { readonly zeroLearningRate?: string };
}

const SIZES = [1, 3, 4, 5, 17] as const;
const STEPS = 10;
const LEARNING_RATE = 0.05;

/** Numbers without a pattern, between -2 and 2. */
function wave(length: number, phase: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => 2 * Math.sin(1 + 3.1 * i + 7 * phase));
}

function parametersOfAllSizes(): Parameter[] {
  return SIZES.map((size) => parameter(tensor([size], wave(size, 0.3))));
}

/** A step in which every gradient is `wave(size, step + 1)`. */
function stepOnWaves(optimizer: Optimizer, parameters: readonly Parameter[]): void {
  const phase = optimizer.steps + 1;
  optimizer.step(() =>
    parameters
      .map((p) => sum(multiply(p, tensor(p.shape, wave(p.size, phase)))))
      .reduce((total, term) => subtract(total, multiply(term, scalar(-1))), scalar(0)),
  );
}

function numbersOf(parameters: readonly Parameter[]): number[] {
  return parameters.flatMap((p) => [...read(p)]);
}

/** The tests that every optimizer has to pass. */
export function testOptimizer(
  name: string,
  { settings, quadratic, rosenbrock, skip = {} }: OptimizerContract,
): void {
  describe.each(settings)(`${name} with $options`, ({ chain, reference }) => {
    const expected = (): number[] =>
      SIZES.flatMap((size) =>
        [...wave(size, 0.3)].map((start, i) => {
          const update = reference(LEARNING_RATE);
          let p = start;
          for (let step = 0; step < STEPS; step++) p = update(p, wave(size, step + 1)[i] ?? 0, step);
          return p;
        }),
      );

    const trained = (): number[] => {
      const parameters = parametersOfAllSizes();
      const optimizer = new Optimizer(parameters, chain(LEARNING_RATE));
      for (let step = 0; step < STEPS; step++) stepOnWaves(optimizer, parameters);
      return numbersOf(parameters);
    };

    test('follows its formula in single precision, whatever the sizes of the parameters', () => {
      expectClose(trained(), expected(), { relative: 2e-5, absolute: 2e-5 });
    });

    test('follows its formula in double precision', () => {
      expectClose(doubleEngine().run(trained), expected(), { relative: 1e-12, absolute: 1e-12 });
    });

    test('gives as one kernel what its transforms give one by one', () => {
      const start = wave(17, 0.3);
      const gradients = Array.from({ length: STEPS }, (_, step) => wave(17, step + 1));
      const fused = doubleEngine().run(() => {
        const p = parameter(tensor([17], start));
        const optimizer = new Optimizer([p], chain(LEARNING_RATE));
        for (const gradient of gradients) optimizer.step(() => sum(multiply(p, tensor([17], gradient))));
        return read(p).slice();
      });
      const oneByOne = applyOneByOne(chain(LEARNING_RATE), start, gradients);
      expectClose(fused, oneByOne, { relative: 1e-14, absolute: 1e-14 });
    });

    test('continues from a saved state as if it had not stopped', () => {
      const whole = parametersOfAllSizes();
      const uninterrupted = new Optimizer(whole, chain(LEARNING_RATE));
      for (let step = 0; step < 4; step++) stepOnWaves(uninterrupted, whole);
      const resumedParameters = whole.map((p) => parameter(tensor(p.shape, p.toFloats())));
      const resumed = new Optimizer(resumedParameters, chain(LEARNING_RATE));
      resumed.restore(uninterrupted.state());
      expect(resumed.state()).toEqual(uninterrupted.state());
      for (let step = 4; step < STEPS; step++) {
        stepOnWaves(uninterrupted, whole);
        stepOnWaves(resumed, resumedParameters);
      }
      expect(numbersOf(resumedParameters)).toEqual(numbersOf(whole));
      expect(resumed.state()).toEqual(uninterrupted.state());
    });

    test('with a learning rate of zero moves the slots but no parameter', (context) => {
      if (skip.zeroLearningRate !== undefined) context.skip(skip.zeroLearningRate);
      const parameters = parametersOfAllSizes();
      const before = numbersOf(parameters);
      const optimizer = new Optimizer(parameters, chain(0));
      const initial = optimizer.state();
      stepOnWaves(optimizer, parameters);
      expect(numbersOf(parameters)).toEqual(before);
      const slots = Object.entries(optimizer.state().slots);
      const moved = slots.filter(([name, slot]) =>
        read(slot).some((x, i) => x !== read(initial.slots[name] as Tensor)[i]),
      );
      expect(moved).toEqual(slots);
    });

    test('descends on a quadratic whose gradient is noisy', () => {
      const p = parameter(tensor([5], wave(5, 0.3)));
      const target = tensor([5], wave(5, 9));
      const curvature = tensor([5], [0.5, 1, 2, 1, 0.5]);
      const random = seeded(3);
      const optimizer = new Optimizer([p], chain(quadratic));
      const bowl = () => sum(multiply(square(subtract(p, target)), curvature));
      const before = bowl().item();
      for (let step = 0; step < 200; step++) {
        const noise = tensor(
          [5],
          Array.from({ length: 5 }, () => 0.3 * random.normal()),
        );
        optimizer.step(() => add(bowl(), sum(multiply(p, noise))));
      }
      expect(bowl().item()).toBeLessThan(before / 10);
    });
  });

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
