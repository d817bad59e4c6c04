import { describe, requireFunction, requireSynchronous } from '../arguments.js';
import { engine } from '../engine/default-engine.js';
import { ArgumentError } from '../errors.js';
import { spreadAxisKernels } from '../kernels/rows/spread-axis.js';
import type { Address } from '../memory/block-allocator.js';
import { requireTensor, requireTensors } from '../tensor/require-tensor.js';
import { requireSameShape } from '../tensor/shape.js';
import { isTensor, nodeOf, type Tensor, tensorOf, zeros } from '../tensor/tensor.js';
import { copyOut } from './copy-out.js';
import { Scope, type ScopeOptions } from './scope.js';
import { Tape } from './tape.js';

/** The result of the closure of `pullBack`: a tensor, or several. */
export type PullBackResult = Tensor | readonly Tensor[];

/** The incoming gradient of each result, in its shape, or `undefined` for a result without one. */
export type Seeds<R extends PullBackResult> = R extends Tensor
  ? Tensor | undefined
  : { readonly [Index in keyof R]: Tensor | undefined };

/** The result of `pullBack`. */
export interface PulledBack<R extends PullBackResult> {
  /** The results of the closure, copied out. */
  readonly results: R;
  /** The gradient of each input, in its shape. Zeros for an input on which no result depends. */
  readonly gradients: readonly Tensor[];
}

/**
 * Computes the vector-Jacobian product: runs `closure`, starts with the gradients `seeds` of its
 * results, and returns the gradients of `inputs`, `gradient of x = Σ_y seed_y dy/dx`.
 *
 * Inputs may be ordinary tensors, parameters, or results of an enclosing step or evaluation. The
 * gradients stored in parameters are left alone. Everything else that the closure uses is constant.
 * Calls nest, and `pullBack` is allowed inside a step or an evaluation. Its memory is freed when it
 * ends. Layers behave as they do around the call: outside a step as in inference, with nothing
 * dropped.
 *
 * ```ts
 * const { results, gradients } = pullBack(() => tanh(matmul(x, w)), [x, w], dy);
 * ```
 *
 * `seeds` may also be a function of the results, such as the derivative of a loss.
 *
 * @throws ShapeError if a seed has another shape than its result.
 * @throws ArgumentError if there are more or fewer seeds than results, if an input, result or seed
 * is not a tensor, or if the closure is not a function or is asynchronous.
 */
export function pullBack<R extends PullBackResult>(
  closure: () => R,
  inputs: readonly Tensor[],
  seeds: Seeds<R> | ((results: R) => Seeds<R>),
): PulledBack<R> {
  requireFunction('pullBack', 'the closure', closure, '() => tanh(x)');
  requireTensors('pullBack', 'the inputs', inputs);
  if (typeof seeds === 'function') requireFunction('pullBack', 'seeds', seeds, '(loss) => full([], 1)');
  return runTape(
    'pullBack',
    {},
    {
      begin: (scope) => inputs.forEach((input) => scope.track(input)),
      closure,
      seed(scope, results) {
        const given: Seeds<R> = typeof seeds === 'function' ? seeds(results) : seeds;
        seedAll(scope, resultsOf(results), seedsOf(given));
      },
      finish: (scope, results) => ({
        results: copyOut('pullBack', results),
        gradients: inputs.map((input) => gradientOf(scope, input)),
      }),
    },
  );
}

/** The four parts of a run of a tape. */
export interface TapeRun<R, O> {
  /** Requests gradients, before the closure runs. */
  begin(scope: Scope): void;
  readonly closure: () => R;
  /** Adds the incoming gradients to the results. */
  seed(scope: Scope, result: R): void;
  /** Copies results out of the scope, before its memory is freed. */
  finish(scope: Scope, result: R): O;
}

/** Records a closure and runs its tape backward. No other function does. */
export function runTape<R, O>(operation: string, options: Omit<ScopeOptions, 'tape'>, run: TapeRun<R, O>): O {
  const tape = new Tape();
  const scope = new Scope(engine(), { ...options, tape });
  return scope.run(() => {
    run.begin(scope);
    const { closure } = run;
    const result = closure();
    requireSynchronous(operation, result);
    run.seed(scope, result);
    tape.run();
    return run.finish(scope, result);
  });
}

/** Adds a number to the gradient of a tensor of one element. */
export function addToGradient(scope: Scope, y: Tensor, amount: number): void {
  const { gradientAddress, origin, keepsGradient } = nodeOf(y);
  const isFirst = gradientAddress === 0 && origin === undefined && !keepsGradient;
  const address = scope.gradientAt(y);
  if (isFirst) scope.memory.writeNumber(address, amount);
  else accumulate(scope, scope.copyInNumbers([amount]), y, address);
}

function seedAll(scope: Scope, results: readonly Tensor[], seeds: readonly (Tensor | undefined)[]): void {
  if (seeds.length !== results.length) {
    throw new ArgumentError(
      'pullBack',
      `there are ${seeds.length} seeds for ${results.length} results; give one for each, or undefined where no gradient comes.`,
      { seeds: seeds.length, results: results.length },
    );
  }
  results.forEach((y, index) => {
    const dy = seeds[index];
    if (dy === undefined) return;
    requireTensor('pullBack', `seed ${index}`, dy);
    requireSameShape('pullBack', 'result', y.shape, 'seed', dy.shape);
    if (scope.isTracked(y)) accumulate(scope, scope.at(dy), y, scope.gradientAt(y));
  });
}

function accumulate(scope: Scope, from: Address, { size }: Tensor, to: Address): void {
  scope.kernels.of(spreadAxisKernels).spreadAxis(from, 1, 1, size, 1, to, true);
}

function gradientOf(scope: Scope, input: Tensor): Tensor {
  if (!scope.hasGradient(input)) return zeros(input.shape);
  return tensorOf(input.shape, scope.memory.copy(scope.gradientAt(input), nodeOf(input).size));
}

function resultsOf(results: PullBackResult): readonly Tensor[] {
  if (Array.isArray(results)) {
    const several: readonly Tensor[] = results;
    requireTensors('pullBack', 'the results of the closure', several);
    return several;
  }
  requireTensor('pullBack', 'the result of the closure', results);
  return [results];
}

function seedsOf(
  seeds: Tensor | undefined | readonly (Tensor | undefined)[],
): readonly (Tensor | undefined)[] {
  if (seeds === undefined || isTensor(seeds)) return [seeds];
  if (Array.isArray(seeds)) return seeds as readonly (Tensor | undefined)[];
  throw new ArgumentError(
    'pullBack',
    `the seeds are ${describe(seeds)}; they must be a tensor or an array of tensors, as the results are.`,
    { seeds },
  );
}
