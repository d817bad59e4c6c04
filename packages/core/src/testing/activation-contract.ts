import { pullBack } from '../autodiff/pull-back.js';
import { kernels } from '../engine/default-engine.js';
import { parameter } from '../tensor/parameter.js';
import { full, numbersOf, type Tensor, tensor, zeros } from '../tensor/tensor.js';
import { expectClose, type Tolerance } from './close.js';
import { doubleEngine } from './double-engine.js';
import { gradcheck } from './gradcheck.js';
import type { TestRunner } from './kernel-contract.js';
import { weightedSum } from './weighted-sum.js';

/** A value and the slope there. */
interface Point {
  readonly y: number;
  readonly slope: number;
}

/** An activation and what it should be, in plain JavaScript. */
export interface Activation {
  readonly name: string;
  readonly apply: (x: Tensor) => Tensor;
  readonly value: (x: number) => number;
  /** The derivative, also at kinks, where it says which side counts. */
  readonly slope: (x: number) => number;
  /** What it is at -Infinity and at Infinity. */
  readonly limits: readonly [low: Point, high: Point];
  /** Where finite differences do not apply; none if not given. */
  readonly kinks?: readonly number[];
}

const ORDINARY = [
  -20, -7, -3.5, -3, -1.25, -1, -0.5, -1e-3, 1e-3, 0.5, 1, 1.25, 2, 3, 3.5, 5, 7, 20, 30, 39, 40, 41,
];
const EXTREME = [-1e30, -1e10, -1e4, -1000, -104, -88, -1e-20, 0, 1e-20, 88, 104, 1000, 1e4, 1e10, 1e30];
const SMOOTH = [-20, -3.5, -1.2, -0.6, -0.01, 0.01, 0.4, 2, 5, 40];

const DOUBLE: Tolerance = { relative: 1e-12, absolute: 1e-12 };

/**
 * What holds for every activation: values, slopes, limits, NaN, and gradients by finite
 * differences, on every set of kernels.
 */
export function activationContract({ describe, test }: TestRunner, activation: Activation): void {
  const { name, apply, value, slope, limits, kinks = [] } = activation;
  const inputs = [...ORDINARY, ...EXTREME, ...kinks].map(Math.fround);

  const compare = (x: ArrayLike<number>, tolerance: Tolerance, label: string): void => {
    const { y, dx } = run(apply, x);
    expectClose(y, Array.from(x, value), {
      ...tolerance,
      name: `${label}: ${name} of ${Array.from(x).join(', ')}`,
    });
    expectClose(dx, Array.from(x, slope), {
      ...tolerance,
      name: `${label}: the slope of ${name} at ${Array.from(x).join(', ')}`,
    });
  };

  describe(name, () => {
    for (const variant of kernels.available) {
      test(`is what plain JavaScript computes, on ${variant} kernels`, () => {
        kernels.use(variant);
        try {
          compare(Float32Array.from(inputs), {}, 'in single precision');
        } finally {
          kernels.use('auto');
        }
      });
    }

    test('is what plain JavaScript computes, in double precision', () => {
      doubleEngine().run(() => compare(Float64Array.from(inputs), DOUBLE, 'in double precision'));
    });

    test('goes to its limits at infinity, and so does its slope', () => {
      // Nine numbers, so that kernels take some of them four at a time and one alone.
      const infinities = Array.from({ length: 9 }, (_, i) => (i % 2 === 0 ? -1 : 1) / 0);
      const expected = infinities.map((_, i) => limits[i % 2 === 0 ? 0 : 1]);
      for (const inEngine of [
        (compute: () => void) => compute(),
        (compute: () => void) => doubleEngine().run(compute),
      ]) {
        inEngine(() => {
          const { y, dx } = run(apply, infinities);
          expectClose(
            y,
            expected.map((point) => point.y),
            { name: 'the value at infinity' },
          );
          expectClose(
            dx,
            expected.map((point) => point.slope),
            { name: 'the slope at infinity' },
          );
        });
      }
    });

    test('gives NaN for NaN, and touches nothing beside it', () => {
      const y = apply(tensor([5], [1, Number.NaN, 1, Number.NaN, Number.NaN]));
      expectClose(y.toFloats(), [value(1), Number.NaN, value(1), Number.NaN, Number.NaN]);
    });

    test('has the gradient of finite differences', () => {
      const away = SMOOTH.filter((x) => kinks.every((kink) => Math.abs(x - kink) > 0.005));
      const x = parameter(tensor([away.length], away));
      gradcheck([x], () => weightedSum(apply(x)));
    });

    test('keeps the shape, and may have no elements', () => {
      for (const shape of [[2, 3, 1], [], [0, 4]]) {
        expectClose(apply(zeros(shape)).shape, shape, { name: 'the shape' });
      }
    });
  });
}

/** Returns the values, and the slopes as back-propagation gives them. */
function run(apply: (x: Tensor) => Tensor, inputs: ArrayLike<number>) {
  const x = tensor([inputs.length], inputs);
  const { results, gradients } = pullBack(() => apply(x), [x], full(x.shape, 1));
  return { y: numbersOf(results), dx: gradients[0] === undefined ? [] : numbersOf(gradients[0]) };
}
