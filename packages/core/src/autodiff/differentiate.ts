import { requireSynchronous } from '../arguments.js';
import { engine } from '../engine/default-engine.js';
import { nestedStep } from '../engine/errors.js';
import { ArgumentError, ShapeError } from '../errors.js';
import { nonFiniteLoss } from '../tensor/errors.js';
import { type Parameter, trackParameter } from '../tensor/parameter.js';
import { formatShape } from '../tensor/shape.js';
import { Tensor } from '../tensor/tensor.js';
import { copyOut } from './copy-out.js';
import { parametersOf } from './parameters.js';
import { addToGradient, runTape } from './pull-back.js';
import { currentScope, Scope } from './scope.js';
import { Transaction } from './transaction.js';

/** What the closure of a step returns: the loss, or an object with the loss and whatever else is wanted. */
export type StepResult = Tensor | { readonly loss: Tensor };

/** What a step returns: the loss as a number, and the rest of what its closure returned, copied out. */
export type Outcome<R extends StepResult> = R extends Tensor
  ? { readonly loss: number }
  : Omit<R, 'loss'> & { readonly loss: number };

/** Options of `differentiate`. */
export interface DifferentiateOptions {
  /** The number of the step, for error messages. */
  readonly step?: number;
  /**
   * Whether gradients are added to those of the calls before, so that several calls sum up. A parameter without a gradient starts
   * from zero, and keeps none if it takes no part in this call either. Default: false.
   */
  readonly accumulate?: boolean;
  /** Factor of the gradients, such as 1/4 if four calls are to give a mean. Default: 1. */
  readonly weight?: number;
}

/**
 * Runs `closure`, differentiates the loss it returns, and leaves the gradient of every parameter of `model` in `parameter.gradient`.
 * The gradient of a parameter on which the loss does not depend is undefined, as PyTorch's `grad` is `None`.
 *
 * `step` of an optimizer is this and an update. Intermediate results end with the step: what the closure returns is copied out, and
 * so is detached.
 *
 * Inside the closure layers behave as in training: `BatchNorm` normalizes by the batch, and its running statistics are updated when the
 * step has succeeded; `Dropout` drops. Outside, and in what is `frozen`, they do not.
 *
 * @throws NonFiniteError if the loss is NaN or infinite. Parameters have no gradients then (with `accumulate`, those of the calls
 * before), and running statistics are as they were.
 * @throws ArgumentError if the loss depends on no parameter of the model, or if the closure is asynchronous.
 */
export function differentiate<R extends StepResult>(
  model: object,
  closure: () => R,
  options: DifferentiateOptions = {},
): Outcome<R> {
  return differentiateParameters([...parametersOf(model).values()], closure, options);
}

/** Options of `differentiateParameters`. */
export interface StepOptions extends DifferentiateOptions {
  /** What is done with the gradients, before anything is read. If it throws, running statistics too stay as they were. */
  readonly update?: () => void;
  /** Whether nothing follows but gradients: running statistics stay as they are. Default: false. */
  readonly trial?: boolean;
  /**
   * Whether to refuse a parameter that takes part in the step, but that no optimizer has `claim`ed and that is not used in what is
   * `frozen`. Default: false.
   */
  readonly complete?: boolean;
}

/** `differentiate` for parameters that have been collected already, and the update that follows. */
export function differentiateParameters<R extends StepResult>(
  parameters: readonly Parameter[],
  closure: () => R,
  { step, accumulate = false, weight = 1, update, trial = false, complete = false }: StepOptions = {},
): Outcome<R> {
  if (currentScope() !== undefined) throw nestedStep('differentiate');
  const transaction = new Transaction(complete);
  const outcome = runTape(
    'differentiate',
    { training: true, transaction },
    {
      begin(scope) {
        for (const parameter of parameters) trackParameter(parameter, scope, accumulate);
      },
      closure(): StepResult {
        return closure();
      },
      seed(scope, result) {
        const loss = requireLoss(result);
        scope.engine.guard(scope.at(loss), (value) => nonFiniteLoss(value, step));
        if (scope.isTracked(loss)) addToGradient(scope, loss, weight);
        else if (parameters.length > 0) {
          throw new ArgumentError(
            'differentiate',
            `the loss depends on none of the ${parameters.length} parameters; it must be computed from the model that is trained.`,
          );
        }
      },
      finish(scope, result) {
        // What is returned are the numbers before the update, and parameters may be among them, whole or in part.
        const rest = result instanceof Tensor ? {} : copyOut(result);
        const address = scope.keep(requireLoss(result));
        update?.();
        return { ...rest, loss: scope.memory.number(address) } as Outcome<R>;
      },
    },
  );
  if (!trial) transaction.succeed();
  return outcome;
}

/**
 * Runs `closure` without recording, with its intermediate results in the arena: faster than single operations outside a step, with
 * the same values. What it returns is copied out. Inside another evaluation it is part of that one.
 *
 * @throws LifetimeError inside a step, whose gradients it would cut off silently.
 * @throws ArgumentError if the closure is asynchronous.
 */
export function evaluate<R>(closure: () => R): R {
  const enclosing = currentScope();
  if (enclosing?.recording === true) throw nestedStep('evaluate');
  const run = (): R => {
    const result = closure();
    requireSynchronous('evaluate', result);
    return result;
  };
  return enclosing === undefined ? new Scope(engine()).run(() => copyOut(run())) : run();
}

/** The loss of what a closure returned. */
function requireLoss(result: StepResult): Tensor {
  const loss: unknown = result instanceof Tensor ? result : result?.loss;
  if (!(loss instanceof Tensor)) {
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
