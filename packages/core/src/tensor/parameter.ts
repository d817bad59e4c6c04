import type { Address } from '../memory/block-allocator.js';
import type { LinearMemory } from '../memory/linear-memory.js';
import type { Home } from './home.js';
import type { Span } from './node.js';
import { PersistentTensor } from './persistent-tensor.js';
import { requireTensor } from './require-tensor.js';
import { nodeOf, type Tensor, tensorOf } from './tensor.js';

/**
 * A persistent tensor that is trained. Its gradient is stored in a persistent block too.
 *
 * A parameter takes part in a step if the loss depends on it. A parameter that takes no part has no
 * gradient, which is not the same as a gradient of zero: an optimizer leaves it alone, as PyTorch
 * does if `grad` is `None`.
 */
export class Parameter extends PersistentTensor {
  protected static override readonly isTrained: boolean = true;

  /**
   * A copy of the gradient of the last step. Undefined before the first step, and if the parameter
   * took no part in the last step. Accumulated gradients are kept until the next step that does not
   * accumulate.
   */
  get gradient(): Tensor | undefined {
    const gradient = homeOf(this).copyGradient();
    return gradient && tensorOf(this.shape, gradient);
  }

  protected override get role(): string {
    return 'parameter';
  }
}

/**
 * Makes a parameter that starts with the numbers of `initial`.
 *
 * @throws ArgumentError if `initial` is not a tensor.
 */
export function parameter(initial: Tensor): Parameter {
  requireTensor('parameter', 'the initial value', initial);
  return new Parameter(initial);
}

/** Returns the address of a parameter's numbers in a memory, to which they move if necessary. */
export function addressIn(memory: LinearMemory, parameter: Parameter): Address {
  return homeOf(parameter).enter(memory);
}

/**
 * Returns the address of a parameter's gradient in a memory. Its numbers are undefined unless
 * `hasGradientIn(memory, parameter)`.
 */
export function gradientAddressIn(memory: LinearMemory, parameter: Parameter): Address {
  return homeOf(parameter).enterGradient(memory).address;
}

/** Returns whether a parameter has a gradient, which moves to the memory if necessary. */
export function hasGradientIn(memory: LinearMemory, parameter: Parameter): boolean {
  return homeOf(parameter).enterGradient(memory).present;
}

/**
 * Returns the address of a parameter's gradient in a memory, which is zero unless the parameter has
 * one. From now on it has.
 */
export function beginGradientIn(memory: LinearMemory, parameter: Parameter): Address {
  return homeOf(parameter).beginGradient(memory);
}

/** Drops the gradient of a parameter. */
export function dropGradientIn(memory: LinearMemory, parameter: Parameter): void {
  homeOf(parameter).dropGradient(memory);
}

/** Returns how many times the gradient of a parameter has been dropped to start anew. */
export function gradientGeneration(parameter: Parameter): number {
  return homeOf(parameter).gradientGeneration;
}

/** Marks a parameter as trained by an optimizer. See `StepOptions.complete`. */
export function claim(parameter: Parameter): void {
  homeOf(parameter).claimed = true;
}

/**
 * Makes a parameter enter a span as one whose gradient is requested. The previous gradient is
 * dropped unless it accumulates.
 */
export function trackParameter(parameter: Parameter, span: Span, accumulate: boolean): void {
  const node = nodeOf(parameter);
  node.enter(span);
  node.tracked = true;
  node.keepsGradient = true;
  if (!accumulate) homeOf(parameter).dropGradient(span.memory);
}

function homeOf(parameter: Parameter): Home {
  const { home } = nodeOf(parameter);
  if (home === undefined) throw new TypeError('A parameter has a home.');
  return home;
}
