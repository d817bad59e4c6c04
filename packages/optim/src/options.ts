import { ArgumentError } from '@tbptt/core';
import {
  describe,
  isInRange,
  type OptionNames,
  type Range,
  requireOptions,
  requireRange,
} from '@tbptt/core/operation';

export { requireChoice, requireFlag, requireFunction } from '@tbptt/core/operation';

/** Names of PyTorch and Keras that are not ours in camel case. */
const OUR_NAMES: Readonly<Record<string, string>> = {
  lr: 'learningRate',
  epsilon: 'eps',
  gamma: 'factor',
  eta_min: 'final',
  total_iters: 'steps',
  total_steps: 'steps',
  T_max: 'steps',
  T_0: 'steps',
  T_mult: 'growth',
  step_size: 'every',
  min_lr: 'minLearningRate',
  min_delta: 'threshold',
};

/**
 * Checks the options of an operation and returns them, or an empty object if none are given.
 * Required options that are missing are found by the checks of their values.
 *
 * @throws ArgumentError if the options are no object, or if one of them is unknown. If it is a name
 * of PyTorch or Keras, the message gives ours.
 */
export function optionsOf<Options extends object>(
  operation: string,
  options: Options | undefined,
  names: OptionNames<Options>,
): Options {
  for (const name of Object.keys(options ?? {})) {
    const ours = OUR_NAMES[name] ?? name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
    if (Object.hasOwn(names, name) || !Object.hasOwn(names, ours)) continue;
    throw new ArgumentError(operation, `there is no option '${name}'; it is called ${ours} here.`, {
      option: name,
      options: Object.keys(names),
    });
  }
  requireOptions(operation, options, names);
  return options ?? ({} as Options);
}

/** The largest number of single precision. In the kernels, larger numbers are infinite. */
const LARGEST = 2 ** 128 - 2 ** 104;

/**
 * Returns whether a value is a number of the range that is finite in single precision, or infinite if
 * the range includes infinity.
 */
export function isNumberIn(value: unknown, range: Range): value is number {
  return isInRange(value, range) && (Math.abs(Number(value)) <= LARGEST || value === range.most);
}

/**
 * Checks a number that enters a kernel.
 *
 * @throws ArgumentError unless it is in range and finite in single precision.
 */
export function requireNumber(operation: string, name: string, value: unknown, range: Range): void {
  if (isNumberIn(value, range)) return;
  requireRange(operation, name, value, range);
  throw new ArgumentError(
    operation,
    `${name} is ${describe(value)}, which is infinite in single precision; it must be at most ${LARGEST}.`,
    { [name]: value },
  );
}

/** @throws ArgumentError unless the value is a pair. */
export function requirePair(operation: string, name: string, value: unknown): void {
  if (Array.isArray(value) && value.length === 2) return;
  const given = Array.isArray(value) ? `an array of ${value.length}` : describe(value);
  throw new ArgumentError(operation, `${name} is ${given}; it must be an array of two.`, { [name]: value });
}
