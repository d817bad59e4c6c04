import {
  type OptionNames,
  requireFlag,
  requireFunction,
  requireNumber,
  requireOptions,
  requireRange,
  requireSynchronous,
} from '../arguments.js';
import { engine } from '../engine/default-engine.js';
import { nestedStep } from '../engine/errors.js';
import { ArgumentError, ShapeError } from '../errors.js';
import { isTensorOfAnyCopy, nonFiniteLoss, twoCopies } from '../tensor/errors.js';
import { type Parameter, trackParameter } from '../tensor/parameter.js';
import { formatShape } from '../tensor/shape.js';
import { isTensor, type Tensor } from '../tensor/tensor.js';
import { copyOut, KeptResult } from './copy-out.js';
import { collectParameters } from './parameters.js';
import { addToGradient, runTape, type TapeRun } from './pull-back.js';
import { currentScope, Scope } from './scope.js';
import { Transaction } from './transaction.js';

/** The result of the closure of a step: the loss, or an object with the loss and other results. */
export type StepResult = Tensor | { readonly loss: Tensor };

/** The result of a step: the loss as a number, and the other results of its closure, copied out. */
export type Outcome<R extends StepResult> = R extends Tensor
  ? { readonly loss: number }
  : Omit<R, 'loss'> & { readonly loss: number };

/** Options of `differentiate`. */
export interface DifferentiateOptions {
  /** The number of the step, for error messages. */
  readonly step?: number;
  /**
   * Whether gradients are added to those of previous calls. A parameter without a gradient starts
   * from zero, and keeps none if it takes no part in this call either. Default: false.
   */
  readonly accumulate?: boolean;
  /** The factor of the gradients, such as 1/4 for the mean of four calls. Default: 1. */
  readonly weight?: number;
}

const OPTIONS: OptionNames<DifferentiateOptions> = { step: true, accumulate: true, weight: true };

/**
 * Runs `closure`, differentiates the loss that it returns, and stores the gradient of every
 * parameter of `model` in `parameter.gradient`. If the loss does not depend on a parameter, its
 * gradient is undefined, as PyTorch's `grad` is `None`.
 *
 * `step` of an optimizer does the same and then updates the parameters. Intermediate results end
 * with the step. What the closure returns is copied out, and so is detached.
 *
 * Inside the closure layers behave as in training: `BatchNorm` normalizes by the batch, and its
 * running statistics are updated when the step has succeeded. `Dropout` drops. Outside the closure,
 * and in `frozen` layers, they do not.
 *
 * @throws NonFiniteError if the loss is NaN or infinite. Parameters have no gradients then (with
 * `accumulate`, those of the previous calls), and running statistics are as they were.
 * @throws ArgumentError if the loss depends on no parameter of the model, if the closure is
 * asynchronous or returns no loss, or if an option is unknown or has a value that it must not have.
 * @throws ShapeError if the loss has not one element.
 * @throws LifetimeError inside another step or an evaluation.
 */
export function differentiate<R extends StepResult>(
  model: object,
  closure: () => R,
  options: DifferentiateOptions = {},
): Outcome<R> {
  const parameters = collectParameters('differentiate', model);
  requireFunction('differentiate', 'the closure', closure, '() => loss');
  requireOptions('differentiate', options, OPTIONS);
  const { step, accumulate = false, weight = 1 } = options;
  if (step !== undefined) requireNumber('differentiate', 'step', step);
  requireFlag('differentiate', 'accumulate', accumulate);
  requireRange('differentiate', 'weight', weight, {});
  return differentiateParameters([...parameters.values()], closure, options);
}

/** Options of `differentiateParameters`. */
export interface StepOptions extends DifferentiateOptions {
  /** Called when the step has begun. */
  readonly begin?: () => void;
  /**
   * Called with the gradients in place, before the loss is read. If it throws, running statistics
   * remain as they were.
   */
  readonly update?: () => void;
  /** Called after `update` and after the loss is read, when the step is known to be valid. */
  readonly updated?: () => void;
  /** Whether only gradients are requested, so that running statistics are not updated. Default: false. */
  readonly trial?: boolean;
  /**
   * Whether to refuse a parameter that takes part in the step, but that no optimizer has `claim`ed
   * and that is not used in a `frozen` layer. Default: false.
   */
  readonly complete?: boolean;
}

/** Does what `differentiate` does, with parameters that have been collected, and then calls `update`. */
export function differentiateParameters<R extends StepResult>(
  parameters: readonly Parameter[],
  closure: () => R,
  options: StepOptions = {},
): Outcome<R> {
  if (currentScope() !== undefined) throw nestedStep('differentiate');
  const { trial = false, complete = false } = options;
  const transaction = new Transaction(complete);
  const step = new Step(parameters, closure, options, transaction);
  const outcome = runTape('differentiate', { training: true, transaction }, step);
  if (!trial) transaction.succeed();
  return outcome as Outcome<R>;
}

/** A step, in the four parts of a run of a tape. */
class Step implements TapeRun<StepResult, Outcome<StepResult>> {
  constructor(
    readonly parameters: readonly Parameter[],
    readonly closure: () => StepResult,
    readonly options: StepOptions,
    readonly transaction: Transaction,
  ) {}

  begin(scope: Scope): void {
    const { accumulate = false, begin } = this.options;
    for (const parameter of this.parameters) trackParameter(parameter, scope, accumulate);
    begin?.();
  }

  seed(scope: Scope, result: StepResult): void {
    const { step, weight = 1 } = this.options;
    const loss = requireLoss(result);
    scope.engine.guard(scope.at(loss), (value) => nonFiniteLoss(value, step));
    if (scope.isTracked(loss)) addToGradient(scope, loss, weight);
    else if (this.parameters.length > 0) {
      throw new ArgumentError(
        'differentiate',
        `the loss depends on none of the ${this.parameters.length} parameters; it must be computed from the model that is trained.`,
      );
    }
  }

  finish(scope: Scope, result: StepResult): Outcome<StepResult> {
    const { update, updated } = this.options;
    // The numbers returned are those before the update, and parameters may be among them, whole or
    // in part. They are read after it, for nothing is read while a step runs.
    const address = scope.keep(requireLoss(result));
    const kept = isTensor(result) ? undefined : keepOthers(scope, result);
    update?.();
    const loss = scope.memory.number(address);
    const rest = kept?.read();
    this.transaction.read();
    updated?.();
    return { ...rest, loss };
  }
}

/** Keeps the results of a closure besides the loss, if there are any. */
function keepOthers(scope: Scope, result: { readonly loss: Tensor }): KeptResult<object> | undefined {
  const { loss: _, ...others } = result;
  return Object.keys(others).length === 0 ? undefined : new KeptResult('differentiate', scope, others);
}

/**
 * Runs `closure` without recording, and stores its intermediate results in memory that is freed at
 * its end. The values are those of single operations outside a step, but they are computed faster.
 * What the closure returns is copied out. An evaluation inside another one is part of it.
 *
 * @throws LifetimeError inside a step, whose gradients would be cut off silently.
 * @throws ArgumentError if the closure is not a function, or if it is asynchronous.
 */
export function evaluate<R>(closure: () => R): R {
  requireFunction('evaluate', 'the closure', closure, '() => model.forward(x)');
  const enclosing = currentScope();
  if (enclosing?.recording === true) throw nestedStep('evaluate');
  const run = (): R => {
    const result = closure();
    requireSynchronous('evaluate', result);
    return result;
  };
  return enclosing === undefined ? new Scope(engine()).run(() => copyOut('evaluate', run())) : run();
}

/** Returns the loss in the result of a closure. */
function requireLoss(result: StepResult): Tensor {
  const loss: unknown = isTensor(result) ? result : result?.loss;
  if (!isTensor(loss)) {
    for (const value of [result, loss]) {
      if (typeof value !== 'object' || value === null) continue;
      if (isTensorOfAnyCopy(value)) throw twoCopies('differentiate');
    }
    throw new ArgumentError(
      'differentiate',
      'the closure returned neither a loss nor an object with one; it must return a tensor of one element or { loss, ... }.',
    );
  }
  if (loss.size !== 1) {
    throw new ShapeError(
      'differentiate',
      `the loss is ${formatShape(loss.shape)}; it must have one element. Take its mean or its sum.`,
      { shape: loss.shape },
    );
  }
  return loss;
}
