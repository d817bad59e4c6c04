import type { Expression } from '@tbptt/core/equation';
import type { NormOrder } from './gradient-norm.js';

/** What the uniforms of a step are computed from. */
export interface StepContext {
  /** The number of updates made before this one: 0 at the first. */
  readonly step: number;
  /** The norm of the gradient that the transform is given, over all parameters together; NaN for one that declares no `norm`. */
  readonly gradientNorm: number;
}

/** The numbers that a transform keeps for every element from step to step, and what they start from. */
export type SlotDeclarations = Readonly<Record<string, number>>;

/** The numbers that are the same for all elements and computed anew at every step, in double precision. */
export type UniformDeclarations<Name extends string = string> = Readonly<
  Record<Name, (context: StepContext) => number>
>;

/** A symbol for each declared name. */
export type Symbols<Declared> = { readonly [Name in keyof Declared]: Expression };

/** What the update of a transform is written in, besides the gradient. */
export interface TransformOperands<Slots, Uniforms> {
  /** An element of the parameter, as it is before the step. */
  readonly parameter: Expression;
  /** The slots of that element, as they are before the step. */
  readonly slots: Symbols<Slots>;
  readonly uniforms: Symbols<Uniforms>;
}

/** What a transform makes of an element. */
export interface Update<Slots> {
  /** The gradient that the next transform is given; what the last one gives is subtracted from the parameter. */
  readonly gradient: Expression;
  /** The slots after the step; one that is left out keeps its number. */
  readonly slots?: Symbols<Slots>;
}

/**
 * A gradient transformation: scalar mathematics that makes of an element of the gradient another, and may keep numbers for it from step
 * to step. `update` is called once, on symbols, when an optimizer is built; neighbours in a chain become one kernel.
 *
 * A transform is a definition without state of its own: one and the same may serve many optimizers.
 */
export interface Transform<Slots = SlotDeclarations, Uniforms = UniformDeclarations> {
  /** What slots and messages are named after. */
  readonly name: string;
  readonly slots?: Slots;
  readonly uniforms?: Uniforms;
  /**
   * The norm of the incoming gradient, over all parameters together, that the uniforms need. It makes the transform the first of a pass over the
   * parameters of its own, since no element can be computed before all have been seen.
   */
  readonly norm?: NormOrder;
  update(gradient: Expression, operands: TransformOperands<Slots, Uniforms>): Update<Slots>;
}

/** Transforms in the order in which they act; a part may be a chain itself, as `adam(...)` is. */
export type Chain = readonly (Transform | Chain)[];

/**
 * Defines a transform: the identity, which infers what `update` may use from the slots and uniforms that are declared.
 *
 * ```ts
 * // keeps a running mean of the gradient and follows its sign (a part of Lion, Chen et al. 2023, arXiv:2302.06675)
 * const signOfMean = (decay: number) =>
 *   transform({
 *     name: 'signOfMean',
 *     slots: { mean: 0 },
 *     update(gradient, { slots }) {
 *       const mean = add(mul(decay, slots.mean), mul(1 - decay, gradient));
 *       return { gradient: select(less(mean, 0), -1, 1), slots: { mean } };
 *     },
 *   });
 * ```
 */
export function transform<Slots extends SlotDeclarations = {}, Uniform extends string = never>(
  definition: Transform<Slots, UniformDeclarations<Uniform>>,
): Transform {
  return definition;
}

/** The transforms of a chain in the order in which they act. */
export function transformsOf(chain: Chain): Transform[] {
  return chain.flatMap((part) => (isChain(part) ? transformsOf(part) : [part]));
}

function isChain(part: Transform | Chain): part is Chain {
  return Array.isArray(part);
}
