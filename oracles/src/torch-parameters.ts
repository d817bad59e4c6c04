import type { Parameter } from '@tbptt/core';
import { RecurrentLayer } from '@tbptt/rnn';
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

/** The parameters of recurrent layers as PyTorch's `nn.LSTM` and its kin name them: `weight_ih_l0` ... */
export function recurrentParameters(layers: readonly unknown[], prefix = ''): TorchParameters {
  const parameters: TorchParameters = new Map();
  for (const [index, layer] of layers.entries()) {
    if (!isRecurrentLayer(layer)) continue;
    for (const [name, parameter] of layerParameters(layer, `_l${index}`))
      parameters.set(`${prefix}${name}`, parameter);
  }
  return parameters;
}

function isRecurrentLayer(layer: unknown): layer is RecurrentLayer {
  return layer instanceof RecurrentLayer;
}

/** The parameters of one layer, `suffix` behind each name: `_l0`, or `_l0_reverse` where it reads from the end. */
export function layerParameters(layer: RecurrentLayer, suffix: string): TorchParameters {
  const { weightIh, weightHh, biasIh, biasHh, weightHr } = layer;
  const named = {
    weight_ih: weightIh,
    weight_hh: weightHh,
    bias_ih: biasIh,
    bias_hh: biasHh,
    weight_hr: weightHr,
  };
  const parameters: TorchParameters = new Map();
  for (const [name, parameter] of Object.entries(named)) {
    if (parameter === undefined) continue;
    parameters.set(`${name}${suffix}`, { parameter, transposed: name.startsWith('weight') });
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
