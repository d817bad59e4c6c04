import { ArgumentError, type Layer, type Random } from '@tbptt/core';
import {
  describe,
  type OptionNames,
  requireOptions,
  requireRandom,
  requireRange,
  SIZE,
} from '@tbptt/core/operation';

export { requireFlag } from '@tbptt/core/operation';

import type { Unrollable, UnrollableLayer } from './recurrent.js';

/**
 * Checks that options were given, all of known names.
 *
 * @throws ArgumentError if they are missing, no object, or have an unknown name
 */
export function requireGivenOptions<Options>(
  operation: string,
  options: Options,
  names: OptionNames<NoInfer<Options>>,
): void {
  requireOptions(operation, options, names);
  if (options !== undefined) return;
  throw new ArgumentError(
    operation,
    `the options are undefined; they must be an object. The options are ${Object.keys(names).join(', ')}.`,
  );
}

/**
 * Checks the options of something that draws random numbers.
 *
 * @throws ArgumentError if `random` is missing or no generator, or if an option has an unknown name
 */
export function requireDrawing<Options extends { readonly random: Random }>(
  operation: string,
  options: Options,
  names: OptionNames<NoInfer<Options>>,
): void {
  requireOptions(operation, options, names);
  const given: { readonly random?: unknown } = options ?? {};
  requireRandom(operation, given.random);
}

/** @throws ArgumentError if a size is no whole number of at least 1 */
export function requireSizes(operation: string, sizes: Readonly<Record<string, unknown>>): void {
  for (const [name, size] of Object.entries(sizes)) requireRange(operation, name, size, SIZE);
}

/** @throws ArgumentError if a layer is neither a function nor an object with `forward` */
export function requireLayer(operation: string, name: string, layer: Layer): void {
  if (typeof layer === 'function' || has(layer, 'forward')) return;
  throw new ArgumentError(
    operation,
    `${name} is ${describe(layer)}; it must be a layer: an object with forward(x), such as a Dropout, or a function.`,
  );
}

/** @throws ArgumentError if a model lacks `unroll` or `initialState` */
export function requireUnrollable(operation: string, model: Unrollable, name = 'the model'): void {
  if (has(model, 'unroll') && has(model, 'initialState')) return;
  throw new ArgumentError(
    operation,
    `${name} is ${describe(model)}; it must have unroll(inputs, state) and initialState(lanes), as recurrent layers, Stack and CharLM have.`,
  );
}

/** @throws ArgumentError if a layer lacks `unroll`, `initialState` or a size of its outputs */
export function requireRecurrent(operation: string, layer: UnrollableLayer, name: string): void {
  requireUnrollable(operation, layer, name);
  requireRange(operation, `outputSize of ${name}`, layer.outputSize, SIZE);
}

function has(value: unknown, method: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const found: unknown = Reflect.get(value, method);
  return typeof found === 'function';
}
