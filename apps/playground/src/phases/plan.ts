import {
  Linear,
  meanSquaredError,
  multiply,
  relu,
  Sequential,
  seeded,
  sigmoid,
  type Tensor,
  tanh,
  tensor,
} from '@tbptt/core';

/** The activations that a layer can have. */
export const activations = { sigmoid, tanh, relu, identity: undefined } as const;

/** The name of an activation. */
export type Activation = keyof typeof activations;

/** `(y - t)² / 2`, averaged over the outputs. */
function halfSquaredError(outputs: Tensor, targets: Tensor): Tensor {
  return multiply(meanSquaredError(outputs, targets), 0.5);
}

/** The losses that a network can have. */
export const losses = { 'squared error': meanSquaredError, 'half squared error': halfSquaredError } as const;

/** The name of a loss. */
export type Loss = keyof typeof losses;

/** A network, one sample and the step that is explained. */
export interface Plan {
  /** The number of units of each layer, inputs first. */
  readonly layers: readonly number[];
  /** The activation of the hidden layers. */
  readonly hidden: Activation;
  /** The activation of the last layer. */
  readonly output: Activation;
  readonly loss: Loss;
  readonly rate: number;
  /** The seed of the weights, if there are no `numbers`. */
  readonly seed: number;
  readonly inputs: readonly number[];
  readonly targets: readonly number[];
  /** The weights `[inputs, outputs]` and the biases of each layer, one after the other. */
  readonly numbers?: readonly number[];
}

/** The largest network that the page draws. */
export const MOST = { layers: 6, units: 6 } as const;

/** The presets by name. Each is a case of textbooks. */
export const presets = {
  textbook: {
    title: 'The textbook’s network',
    about: 'One input, two sigmoid units, a linear output.',
    plan: {
      layers: [1, 2, 1],
      hidden: 'sigmoid',
      output: 'identity',
      loss: 'squared error',
      rate: 0.1,
      seed: 42,
      inputs: [0.5],
      targets: [1],
      numbers: [0.5, -0.5, 0.25, 0.5, 0.75, -0.85, 0.4],
    },
  },
  chain: {
    title: 'A single chain',
    about: 'One unit in each layer: every slope and every weight on the way multiplies the error.',
    plan: {
      layers: [1, 1, 1, 1, 1],
      hidden: 'sigmoid',
      output: 'sigmoid',
      loss: 'squared error',
      rate: 0.1,
      seed: 42,
      inputs: [0.6],
      targets: [0.2],
      numbers: [0.9, 0.1, -1.3, 0.4, 0.7, -0.2, 1.8, 0.3],
    },
  },
  neuron: {
    title: 'One hidden neuron',
    about: 'The smallest network with something hidden, and half the square as its loss.',
    plan: {
      layers: [1, 1, 1],
      hidden: 'sigmoid',
      output: 'identity',
      loss: 'half squared error',
      rate: 0.1,
      seed: 42,
      inputs: [2],
      targets: [1],
      numbers: [0.5, 0.1, -0.7, 0.3],
    },
  },
  random: {
    title: 'Random weights',
    about: 'Two inputs, three tanh units, two outputs: the weights that a seed gives.',
    plan: {
      layers: [2, 3, 2],
      hidden: 'tanh',
      output: 'identity',
      loss: 'squared error',
      rate: 0.1,
      seed: 42,
      inputs: [0.5, -1],
      targets: [1, 0],
    },
  },
} as const satisfies Record<string, { title: string; about: string; plan: Plan }>;

/** The name of a preset. */
export type Preset = keyof typeof presets;

/** Returns how many weights and biases the layers have. */
export function countOf(layers: readonly number[]): number {
  return layers.slice(1).reduce((sum, outputs, i) => sum + outputs * ((layers[i] ?? 0) + 1), 0);
}

/** Returns a plan with other layers. Weights are drawn anew, and missing inputs and targets filled in. */
export function withLayers(plan: Plan, layers: readonly number[]): Plan {
  const { numbers: _, ...rest } = plan;
  return {
    ...rest,
    layers,
    inputs: Array.from({ length: layers[0] ?? 1 }, (_, i) => plan.inputs[i] ?? 0.5),
    targets: Array.from({ length: layers.at(-1) ?? 1 }, (_, i) => plan.targets[i] ?? 1),
  };
}

/** Builds the network of a plan. */
export function networkOf(plan: Plan): Sequential {
  const random = seeded(plan.seed);
  const last = plan.layers.length - 2;
  let at = 0;
  const stages = plan.layers.slice(1).map((outputs, i) => {
    const inputs = plan.layers[i] ?? 1;
    const linear = new Linear(inputs, outputs, { random });
    const { numbers } = plan;
    if (numbers !== undefined) {
      linear.weight.assign(tensor([inputs, outputs], numbers.slice(at, at + inputs * outputs)));
      at += inputs * outputs;
      linear.bias?.assign(tensor([outputs], numbers.slice(at, at + outputs)));
      at += outputs;
    }
    const activation = activations[i === last ? plan.output : plan.hidden];
    return activation === undefined ? [linear] : [linear, activation];
  });
  return new Sequential(...stages.flat());
}

/** Returns the weights and biases of a plan's network, one after the other. */
export function numbersOf(plan: Plan): readonly number[] {
  if (plan.numbers !== undefined) return plan.numbers;
  return networkOf(plan).layers.flatMap((layer) =>
    layer instanceof Linear ? [...layer.weight.toFloats(), ...(layer.bias?.toFloats() ?? [])] : [],
  );
}
