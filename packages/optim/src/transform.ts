import type { Expression } from '@tbptt/core/equation';
import type { NormOrder } from './gradient-norm.js';
import type { Groups } from './groups.js';

/** What the uniforms of a step are computed from. */
export interface StepContext {
  /** Number of steps of the optimizer before this one: 0 in the first. Schedules go by it. */
  readonly step: number;
  /**
   * Number of updates of the parameter before this one: 0 in the first. Less than `step` if the parameter took no part in some of
   * the steps. Bias corrections go by it.
   */
  readonly updates: number;
  /** The norm of the gradient that the transform is given, over the elements of its `normScope`; NaN for one that declares no `norm`. */
  readonly gradientNorm: number;
  /** The norm of the parameter as it is before the step, over the same elements; NaN without a `norm` or where it is of all parameters. */
  readonly parameterNorm: number;
}

/**
 * The elements of which a norm is taken together: `all` parameters to which the transform applies, each `parameter` by itself, or each `unit` of a
 * parameter: what belongs to one output, which is a column of a weight `[in, out]`, all elements with the same last index where there are more axes, and
 * the whole parameter where there are fewer.
 */
export type NormScope = 'all' | 'parameter' | 'unit';

/** The numbers that a transform keeps for every element from step to step, and what they start from. What falls below 2⁻¹²⁶ in magnitude is kept as 0. */
export type SlotDeclarations = Readonly<Record<string, number>>;

/**
 * Numbers that are computed in every step, in double precision. They are the same for all elements of a parameter, and with a norm
 * of each `unit` for all elements of a unit.
 */
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
 * to step. `update` is called once, on symbols, when an optimizer is built; neighbors in a chain become one kernel.
 *
 * A transform is a definition without state of its own: one and the same may serve many optimizers.
 */
export interface Transform<Slots = SlotDeclarations, Uniforms = UniformDeclarations> {
  /** What slots and messages are named after. */
  readonly name: string;
  readonly slots?: Slots;
  readonly uniforms?: Uniforms;
  /**
   * The norm of the incoming gradient that the uniforms need. It costs a pass over the parameters of its own, since no element can be
   * computed before all have been seen.
   */
  readonly norm?: NormOrder;
  /** Of which elements together; `all` if not given. */
  readonly normScope?: NormScope;
  /**
   * Whether the slots also change in a step in which the parameter takes no part. The gradient is 0 there, and what `update` makes
   * of it is ignored. Not possible together with `norm`. Default: false.
   */
  readonly everyStep?: boolean;
  /** The name of a slot in which averages of the parameters are kept, for `Optimizer.withAverages`. The transform is the last of its chain then. */
  readonly averages?: string;
  update(gradient: Expression, operands: TransformOperands<Slots, Uniforms>): Update<Slots>;
}

/** Transforms in the order in which they act; a part may be a chain itself, as `adam(...)` is, or `groups`, where it branches. */
export type Chain = readonly (Transform | Groups | Chain)[];

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
