import { ArgumentError, ShapeError } from '../errors.js';
import { engine } from '../kernels/engine.js';
import type { Address } from '../memory/block-allocator.js';
import type { LinearMemory } from '../memory/linear-memory.js';
import { nonFiniteLoss } from '../tensor/errors.js';
import type { Parameter } from '../tensor/parameter.js';
import { currentScope, Scope } from '../tensor/scope.js';
import { formatShape } from '../tensor/shape.js';
import { Tensor } from '../tensor/tensor.js';
import { copyOut } from './operation.js';
import { parametersOf } from './parameters.js';

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
  /** What the gradients are multiplied by, such as a quarter where four calls are to give a mean. Default 1. */
  readonly weight?: number;
}

/**
 * Runs `closure`, differentiates the loss it returns, and leaves the gradient of every parameter of `model` in `parameter.gradient`.
 * The gradient of a parameter on which the loss does not depend is undefined, as PyTorch's `grad` is `None`.
 *
 * This is the only place where operations are recorded; `step` of an optimizer is this and an update. Intermediate results end
 * with the step: what the closure returns is copied out, and so is detached.
 *
 * Inside it layers behave as in training: `BatchNorm` normalizes by the batch, and its running statistics take the batch in when the
 * step has succeeded; `Dropout` drops. Outside, and in what is `frozen`, they do not.
 *
 * Throws `NonFiniteError` when the loss is NaN or infinite, and an `ArgumentError` when it depends on no parameter of the model.
 * Parameters have no gradients then (with `accumulate`, those of the calls before), and running statistics are as they were.
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
  /** What is done with the gradients. Where it throws, running statistics too stay as they were. */
  readonly update?: () => void;
  /** Whether nothing follows but gradients: running statistics stay as they are. False if not given. */
  readonly trial?: boolean;
}

/** `differentiate` for parameters that have been collected already, and the update that follows. */
export function differentiateParameters<R extends StepResult>(
  parameters: readonly Parameter[],
  closure: () => R,
  { step, accumulate = false, weight = 1, update, trial = false }: StepOptions = {},
): Outcome<R> {
  const scope = new Scope(engine(), true);
  const outcome = scope.run(() => {
    for (const parameter of parameters) parameter.track(scope, accumulate);
    const result: StepResult = closure();
    const loss = result instanceof Tensor ? result : lossOf(result);
    if (loss.size !== 1) {
      throw new ShapeError(
        'differentiate',
        `the loss is ${formatShape(loss.shape)}; it must have one element. Take its mean or its sum.`,
      );
    }
    scope.at(loss);
    const value = loss.item();
    if (!Number.isFinite(value)) throw nonFiniteLoss(value, step);
    if (!loss.tracked && parameters.length > 0) {
      throw new ArgumentError(
        'differentiate',
        `the loss depends on none of the ${parameters.length} parameters; it must be computed from the model that is trained.`,
      );
    }
    if (loss.tracked) {
      addTo(scope.memory, scope.gradientAt(loss), weight);
      scope.propagate();
    }
    const rest = result instanceof Tensor ? {} : copyOut(result);
    return { ...rest, loss: value } as Outcome<R>;
  });
  update?.();
  if (!trial) scope.succeed();
  return outcome;
}

/**
 * Runs `closure` without recording, with its intermediate results in the arena: faster than single operations
 * outside a step, with the same values. What it returns is copied out. Inside another evaluation it is part of that one; inside a
 * step it throws a `LifetimeError`.
 */
export function evaluate<R>(closure: () => R): R {
  if (currentScope()?.recording === false) return closure();
  const scope = new Scope(engine(), false);
  return scope.run(() => copyOut(closure()));
}

/** Adds to a number that may be there already: the loss may be a parameter, or a part of one, with a gradient to which this one is added. */
function addTo(memory: LinearMemory, address: Address, amount: number): void {
  const index = memory.indexOf(address);
  memory.floats[index] = (memory.floats[index] as number) + amount;
}

function lossOf(result: { readonly loss: Tensor }): Tensor {
  if (!(result?.loss instanceof Tensor)) {
    throw new ArgumentError(
      'differentiate',
      'the closure returned neither a loss nor an object with one; it must return a tensor of one element or { loss, ... }.',
    );
  }
  return result.loss;
}
