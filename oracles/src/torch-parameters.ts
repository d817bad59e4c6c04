import { Parameter } from '@tbptt/core';
import { torchTensorsOf } from '@tbptt/core/files';
import { type Comparison, numbersOf, SINGLE, type Tolerance } from './comparison.js';
import type { Fields } from './fields.js';
import { transposed as transpose } from './number-array.js';
import { Unsupported } from './oracle.js';
import { singleTensor } from './precisions.js';

/** A parameter, and whether PyTorch stores its transpose. */
export interface TorchParameter {
  readonly parameter: Parameter;
  readonly transposed: boolean;
}

/** Parameters under PyTorch's names. */
export type TorchParameters = Map<string, TorchParameter>;

/** The parameters of a model as `toTorch` names them. */
export function torchParametersOf(model: object): TorchParameters {
  const parameters: TorchParameters = new Map();
  for (const [name, { tensor, layout }] of torchTensorsOf(model)) {
    if (!(tensor instanceof Parameter)) continue;
    parameters.set(name, { parameter: tensor, transposed: layout === 'transposed' });
  }
  return parameters;
}

/** Gives every parameter the numbers recorded under its name. */
export function load(parameters: TorchParameters, recorded: Fields): void {
  for (const [name, { parameter, transposed }] of parameters) {
    const array = recorded.array(name);
    parameter.assign(singleTensor(transposed ? transpose(array) : array));
  }
}

/** `Unsupported` where a parameter is recorded that our model does not have. */
export function requireAllKnown(parameters: TorchParameters, recorded: Fields): void {
  const unknown = recorded.names.filter((name) => recorded.has(name) && !parameters.has(name));
  if (unknown.length > 0) throw new Unsupported(`our model has no ${unknown.join(', ')}`);
}

/** Under which names gradients are recorded and reported, and how close they must be. */
export interface GradientOptions {
  /** What stands before the name of the parameter in the file, such as `d`. */
  readonly prefix?: string;
  /** What stands before that in messages, such as the number of the update. */
  readonly label?: string;
  readonly tolerance?: Tolerance;
}

/** Compares the gradient of every parameter with the recorded one. */
export function compareGradients(
  comparison: Comparison,
  parameters: TorchParameters,
  recorded: Fields,
  { prefix = '', label = '', tolerance = SINGLE }: GradientOptions = {},
): void {
  for (const [name, { parameter, transposed }] of parameters) {
    const { gradient } = parameter;
    const actual = gradient === undefined ? undefined : numbersOf(gradient);
    const inTheirs = actual !== undefined && transposed ? transpose(actual) : actual;
    comparison.array(`${label}${prefix}${name}`, inTheirs, recorded.array(`${prefix}${name}`), tolerance);
  }
}

/** Compares the numbers of every parameter with those recorded under its name. */
export function compareValues(
  comparison: Comparison,
  parameters: TorchParameters,
  recorded: Fields,
  tolerance: Tolerance,
): void {
  for (const [name, { parameter, transposed }] of parameters) {
    const actual = numbersOf(parameter);
    comparison.array(name, transposed ? transpose(actual) : actual, recorded.array(name), tolerance);
  }
}
