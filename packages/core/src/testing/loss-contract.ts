import { pullBack } from '../autodiff/pull-back.js';
import { kernels } from '../engine/default-engine.js';
import type { LossOptions, Reduction } from '../losses/reduction.js';
import { normal } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { full, numbersOf, type Tensor, tensor, zeros } from '../tensor/tensor.js';
import { expectClose, NotCloseError, type Tolerance } from './close.js';
import { doubleEngine } from './double-engine.js';
import { gradcheck } from './gradcheck.js';
import type { TestRunner } from './kernel-contract.js';
import { weightedSum } from './weighted-sum.js';

/** A loss of pairs of elements and what it should be, in plain JavaScript. */
export interface ElementLoss {
  readonly name: string;
  readonly apply: (prediction: Tensor, target: Tensor, options: LossOptions) => Tensor;
  readonly value: (prediction: number, target: number) => number;
  /** The derivatives by prediction and target. */
  readonly slopes: (prediction: number, target: number) => readonly [number, number];
  /** Where both are compared: ordinary pairs, ties, and extremes with finite results. */
  readonly pairs: readonly (readonly [prediction: number, target: number])[];
  /** Numbers around which finite differences are taken, away from kinks; normal ones if not given. */
  readonly smooth?: () => { readonly prediction: Tensor; readonly target: Tensor };
  /** How near values and slopes come to the plain ones in double precision; 1e-12 if not given. */
  readonly double?: Tolerance;
}

const DOUBLE: Tolerance = { relative: 1e-12, absolute: 1e-12 };
const REDUCTIONS: readonly Reduction[] = ['mean', 'sum', 'none'];

/**
 * What holds for every loss of pairs of elements: values and slopes in every reduction, on every
 * set of kernels, and what it refuses.
 */
export function elementLossContract({ describe, test }: TestRunner, loss: ElementLoss): void {
  const { name, apply, value, slopes, smooth = drawn, double = DOUBLE } = loss;
  const pairs = loss.pairs.map(
    ([prediction, target]) => [Math.fround(prediction), Math.fround(target)] as const,
  );

  const compare = (numbers: (of: readonly number[]) => ArrayLike<number>, tolerance: Tolerance): void => {
    const n = pairs.length;
    const prediction = tensor([n, 1], numbers(pairs.map(([p]) => p)));
    const target = tensor([n, 1], numbers(pairs.map(([, t]) => t)));
    const values = pairs.map(([p, t]) => value(p, t));
    const total = values.reduce((sum, one) => sum + one, 0);
    for (const reduction of REDUCTIONS) {
      const { results, gradients } = pullBack(
        () => apply(prediction, target, { reduction }),
        [prediction, target],
        (y) => full(y.shape, 1),
      );
      const scale = reduction === 'mean' ? 1 / n : 1;
      const expected = reduction === 'none' ? values : [scale * total];
      expectClose(numbersOf(results), expected, { ...tolerance, name: `the ${reduction} of ${name}` });
      for (const [index, gradient] of gradients.entries()) {
        expectClose(
          numbersOf(gradient),
          pairs.map(([p, t]) => scale * (slopes(p, t)[index] ?? 0)),
          { ...tolerance, name: `the slope of ${name} (${reduction}) by its operand ${index}` },
        );
      }
    }
  };

  describe(name, () => {
    for (const variant of kernels.available) {
      test(`is what plain JavaScript computes, in every reduction, on ${variant} kernels`, () => {
        kernels.use(variant);
        try {
          compare((numbers) => Float32Array.from(numbers), {});
        } finally {
          kernels.use('auto');
        }
      });
    }

    test('is what plain JavaScript computes, in double precision', () => {
      doubleEngine().run(() => compare((numbers) => Float64Array.from(numbers), double));
    });

    test('is averaged if nothing else is said', () => {
      const { prediction, target } = smooth();
      const mean = apply(prediction, target, { reduction: 'mean' });
      expectClose(apply(prediction, target, {}).item(), mean.item());
    });

    test('has the gradient of finite differences, by both operands', () => {
      const { prediction, target } = smooth();
      const model = { prediction: parameter(prediction), target: parameter(target) };
      for (const reduction of ['mean', 'sum'] as const) {
        gradcheck(model, () => apply(model.prediction, model.target, { reduction }));
      }
      gradcheck(model, () => weightedSum(apply(model.prediction, model.target, { reduction: 'none' })));
    });

    test('needs two operands of one shape, and a reduction that exists', () => {
      const shapes = refusal(() => apply(zeros([4, 1]), zeros([4]), {}));
      requireText(shapes, 'is [4, 1], the target [4]; they must have the same shape.');
      const reduction = JSON.parse('"average"') as Reduction;
      requireText(
        refusal(() => apply(zeros([1]), zeros([1]), { reduction })),
        "there is no reduction 'average'; it must be 'mean', 'sum'",
      );
    });
  });
}

function drawn() {
  const random = seeded(1);
  return { prediction: normal(2)([3, 5], random), target: normal(2)([3, 5], random) };
}

/** Returns the message of what `attempt` throws; empty if it throws nothing. */
function refusal(attempt: () => unknown): string {
  try {
    attempt();
    return '';
  } catch (error) {
    return String(error);
  }
}

function requireText(message: string, part: string): void {
  if (!message.includes(part)) throw new NotCloseError(`'${message}' does not say '${part}'.`, [], []);
}
