import { differentiateParameters } from '../autodiff/differentiate.js';
import { parametersOf } from '../autodiff/parameters.js';
import { Scope } from '../autodiff/scope.js';
import { Tape } from '../autodiff/tape.js';
import { engine } from '../engine/default-engine.js';
import { ArgumentError } from '../errors.js';
import { seeded } from '../random/seeded.js';
import { formatShape, type Shape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { numbersOf, tensorOf } from '../tensor/tensor.js';
import type { Tolerance } from './close.js';
import { doubleEngine } from './double-engine.js';
import { numericGradient } from './numeric-gradient.js';

/**
 * Options of `gradcheck`. An element may be off by `absolute + relative * |numeric|`; both are 1e-6
 * and 1e-8 if not given.
 */
export interface GradcheckOptions extends Tolerance {
  /** How far parameters are moved; 1e-3 if not given. */
  readonly step?: number;
  /** Of parameters with more elements than this, this many are drawn; 64 if not given. */
  readonly samples?: number;
  /** The seed of that draw; 1 if not given. */
  readonly seed?: number;
}

/** A gradient is not what finite differences say. */
export class GradientMismatchError extends Error {
  override readonly name = 'GradientMismatchError';

  constructor(
    /** The path of the parameter in the model. */
    readonly path: string,
    readonly shape: Shape,
    /** The position of the element, one number per axis. */
    readonly index: readonly number[],
    /** The gradient that back-propagation gives. */
    readonly analytic: number,
    /** The gradient that finite differences give. */
    readonly numeric: number,
  ) {
    super(
      `gradcheck: the gradient of ${path} ${formatShape(shape)} at ${formatShape(index)} is ${analytic}, but finite differences give ` +
        `${numeric}, ${Math.abs(analytic - numeric)} apart. Either the backward pass is wrong, or the loss is not smooth there.`,
    );
  }
}

/**
 * Compares the gradient of every parameter of `model`, as back-propagation gives it, with central
 * differences of the loss that `closure` returns, in double precision. Throws a
 * `GradientMismatchError` at the first element that differs.
 *
 * The closure is called many times, as in a step, and must compute the same each time. Parameters
 * have their numbers again afterwards, and running statistics are left alone.
 */
export function gradcheck(
  model: object,
  closure: () => Tensor,
  { relative = 1e-6, absolute = 1e-8, step = 1e-3, samples = 64, seed = 1 }: GradcheckOptions = {},
): void {
  const checked = [...parametersOf(model)].map(([path, parameter]) => {
    const numbers = Float64Array.from(numbersOf(parameter));
    return { path, parameter, numbers, moved: tensorOf(parameter.shape, numbers) };
  });
  if (checked.length === 0) throw new ArgumentError('gradcheck', 'the model has no parameters to check.');
  const random = seeded(seed);

  doubleEngine().run(() => {
    for (const { parameter, moved } of checked) parameter.assign(moved);
    const parameters = checked.map(({ parameter }) => parameter);
    const { loss } = differentiateParameters(parameters, closure, { trial: true });
    const gradients = checked.map(({ parameter }) =>
      parameter.gradient === undefined ? new Float64Array(parameter.size) : numbersOf(parameter.gradient),
    );
    const again = lossInStep(closure);
    if (again !== loss) {
      throw new ArgumentError(
        'gradcheck',
        `the closure gave the loss ${loss}, then ${again}; it must compute the same each time it is called.`,
      );
    }
    checked.forEach(({ path, parameter, numbers, moved }, i) => {
      const { size, shape } = parameter;
      const lossNow = (): number => {
        parameter.assign(moved);
        return lossInStep(closure);
      };
      for (let k = 0; k < Math.min(size, samples); k++) {
        const element = size <= samples ? k : random.integer(size);
        const analytic = gradients[i]?.[element] ?? Number.NaN;
        const [numeric = Number.NaN] = numericGradient(lossNow, numbers, element, 1, step);
        if (!(Math.abs(analytic - numeric) <= absolute + relative * Math.abs(numeric))) {
          throw new GradientMismatchError(path, shape, positionOf(element, shape), analytic, numeric);
        }
      }
      parameter.assign(moved);
    });
  });
}

/**
 * Returns the loss as a step computes it (a batch norm normalizes by the batch), without its
 * gradient and its consequences.
 */
function lossInStep(closure: () => Tensor): number {
  return new Scope(engine(), { tape: new Tape(), training: true }).run(() => closure().item());
}

/** Returns where an element of a row-major array stands: one number per axis. */
function positionOf(element: number, shape: Shape): number[] {
  const position: number[] = [];
  let rest = element;
  for (const length of shape.toReversed()) {
    position.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return position;
}
