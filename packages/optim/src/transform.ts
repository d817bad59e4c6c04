import { ArgumentError, type Parameter } from '@tbptt/core';
import type { Expression } from '@tbptt/core/equation';
import { describe, type OptionNames, requireOptions, requireRange } from '@tbptt/core/operation';
import type { Exchange } from './exchange.js';
import type { Norm } from './norm.js';
import { requireFlag, requireFunction } from './options.js';

/** The numbers from which the uniforms of a step are computed. */
export interface StepContext {
  /** Number of steps of the optimizer before this one: 0 in the first. Schedules go by it. */
  readonly step: number;
  /**
   * Number of updates of the parameter before this one: 0 in the first. Less than `step` if the
   * parameter took no part in some of the steps. Bias corrections go by it.
   */
  readonly updates: number;
}

/**
 * The initial values of the numbers that a transform keeps for every element. Magnitudes below
 * 2⁻¹²⁶ are kept as 0.
 */
export type SlotDeclarations = Readonly<Record<string, number>>;

/** Numbers that are computed in every step, in double precision, from the numbers of steps and updates. */
export type UniformDeclarations<Name extends string = string> = Readonly<
  Record<Name, (context: StepContext) => number>
>;

/** A symbol for each declared name. */
export type Symbols<Declared> = { readonly [Name in keyof Declared]: Expression };

/** The operands of an update besides the gradient. */
export interface TransformOperands<Slots, Uniforms> {
  /** An element of the parameter before the step. */
  readonly parameter: Expression;
  /** The slots of that element before the step. */
  readonly slots: Symbols<Slots>;
  /** The uniforms of the step. */
  readonly uniforms: Symbols<Uniforms>;
  /**
   * The norm of the gradient that the transform receives, over the elements in the scope of its
   * `norm`. Reading it without declaring a `norm` is an error.
   */
  readonly gradientNorm: Expression;
  /**
   * The norm of the parameter before the step, over the same elements. Reading it is an error
   * unless the scope is `parameter` or `unit`.
   */
  readonly parameterNorm: Expression;
}

/** The results of an update for one element. */
export interface Update<Slots> {
  /** The gradient for the next transform. That of the last transform is subtracted from the parameter. */
  readonly gradient: Expression;
  /** The slots after the step. A slot that is omitted keeps its value. */
  readonly slots?: Symbols<Slots>;
}

/**
 * A gradient transformation: scalar mathematics that replaces an element of the gradient by
 * another, and may keep numbers for it from step to step. `update` is called on symbols when an
 * optimizer is built. The transforms of a chain become one kernel.
 *
 * A transform is a definition without state: the same one may be used by many optimizers.
 */
export interface Transform<Slots = SlotDeclarations, Uniforms = UniformDeclarations> {
  /** The name in messages and in the names of slots. */
  readonly name: string;
  /** Names of the slots and their initial values. Default: none. */
  readonly slots?: Slots;
  /** Names of the uniforms and how they are computed. Default: none. */
  readonly uniforms?: Uniforms;
  /**
   * Names of slots that are never negative, such as sums of squares. A saved state in which one is
   * negative is refused. Default: none.
   */
  readonly notNegative?: readonly string[];
  /** The norm of the gradient and of the parameters that `update` uses, such as `norm(2)`. Default: none. */
  readonly norm?: Norm;
  /**
   * Whether the slots also change in a step in which the parameter takes no part. The gradient is 0
   * there, and what `update` makes of it is ignored. Not possible together with `norm`. Default:
   * false.
   */
  readonly everyStep?: boolean;
  /**
   * Name of the slot that keeps averages of the parameters for `Optimizer.withAverages`. Only the
   * last transform of a chain can keep averages. Default: none.
   */
  readonly averages?: string;
  /**
   * Begins what several processes do with the gradients of an optimizer together, given its
   * parameters by path. Called when the optimizer is made. Only the first transform of a chain can
   * have it. Default: none.
   */
  readonly exchange?: (parameters: ReadonlyMap<string, Parameter>) => Exchange;
  /** Returns the updated gradient and slots of an element as expressions. */
  update(gradient: Expression, operands: TransformOperands<Slots, Uniforms>): Update<Slots>;
}

/**
 * Defines a transform. Returns the definition itself, and infers from the declared slots and
 * uniforms what `update` may use.
 *
 * ```ts
 * // keeps a running mean of the gradient and follows its sign, a part of Lion
 * // (Chen et al. 2023, arXiv:2302.06675)
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
 *
 * @throws ArgumentError if a field is unknown, missing or of the wrong type, or if a name is used twice.
 */
export function transform<Slots extends SlotDeclarations = {}, Uniform extends string = never>(
  definition: Transform<Slots, UniformDeclarations<Uniform>>,
): Transform {
  requireTransform('transform', definition);
  return definition;
}

const FIELDS: OptionNames<Transform> = {
  name: true,
  slots: true,
  uniforms: true,
  notNegative: true,
  norm: true,
  everyStep: true,
  averages: true,
  exchange: true,
  update: true,
};

/**
 * Checks the definition of a transform, which may come from JavaScript.
 *
 * @throws ArgumentError if a field is unknown, missing or of the wrong type, or if a name is used twice.
 */
export function requireTransform(operation: string, definition: Transform): void {
  const given: unknown = definition;
  if (typeof given !== 'object' || given === null) {
    throw new ArgumentError(
      operation,
      `the transform is ${describe(given)}; it must be an object with a name and an update, such as { name, update }.`,
    );
  }
  const { name, slots = {}, uniforms = {}, notNegative = [], averages, norm } = definition;
  const { everyStep = false, exchange } = definition;
  if (typeof name !== 'string' || name === '' || name.includes('.')) {
    throw new ArgumentError(
      operation,
      `the name of the transform is ${describe(name)}; it must be a text without dots, such as 'signOfMean'.`,
    );
  }
  if (Object.getPrototypeOf(definition) === Object.prototype) requireOptions(name, definition, FIELDS);
  requireFunction(name, 'update', Reflect.get(definition, 'update'), '(gradient) => ({ gradient })');
  requireNames(name, 'slots', slots);
  requireNames(name, 'uniforms', uniforms);
  for (const [slot, value] of Object.entries(slots)) requireRange(name, `the slot ${slot}`, value, {});
  for (const [uniform, value] of Object.entries(uniforms)) {
    requireFunction(name, `the uniform ${uniform}`, value, '({ step }) => 1 / (step + 1)');
    if (!Object.hasOwn(slots, uniform)) continue;
    throw new ArgumentError(name, `there is a slot and a uniform '${uniform}'; their names must differ.`);
  }
  requireFlag(name, 'everyStep', everyStep);
  if (exchange !== undefined)
    requireFunction(name, 'exchange', exchange, '(parameters) => ({ run, abandon })');
  if (norm !== undefined && typeof Reflect.get(new Object(norm), 'place') !== 'function') {
    throw new ArgumentError(name, `the norm is ${describe(norm)}; it must be made by norm, such as norm(2).`);
  }
  if (norm !== undefined && everyStep) {
    throw new ArgumentError(
      name,
      'it declares a norm and everyStep, but a parameter that takes no part in a step has no gradient to measure; remove one of them.',
    );
  }
  if (!Array.isArray(notNegative)) {
    throw new ArgumentError(
      name,
      `notNegative is ${describe(notNegative)}; it must be an array of names of slots.`,
    );
  }
  const used: readonly unknown[] = [
    ...(notNegative as readonly string[]),
    ...(averages === undefined ? [] : [averages]),
  ];
  const missing = used.findIndex((slot) => typeof slot !== 'string' || !Object.hasOwn(slots, slot));
  if (missing >= 0) {
    throw new ArgumentError(
      name,
      `averages and notNegative must name slots, but there is no slot ${describe(used[missing])}; the slots are ${Object.keys(slots).join(', ')}.`,
    );
  }
}

/**
 * Checks declarations of slots or uniforms.
 *
 * @throws ArgumentError unless they are an object whose names can be parts of longer names.
 */
function requireNames(transform: string, what: string, declared: unknown): void {
  if (typeof declared !== 'object' || declared === null || Array.isArray(declared)) {
    throw new ArgumentError(transform, `${what} is ${describe(declared)}; it must be an object.`);
  }
  const odd = Object.keys(declared).find((name) => name === '' || name.includes('.'));
  if (odd === undefined) return;
  throw new ArgumentError(
    transform,
    `${what} has the name '${odd}'; a name must not be empty or have a dot.`,
  );
}
