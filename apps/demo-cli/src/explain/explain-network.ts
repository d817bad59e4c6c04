import {
  explain,
  Linear,
  meanSquaredError,
  relu,
  Sequential,
  seeded,
  sigmoid,
  tanh,
  tensor,
} from '@tbptt/core';
import { UsageError } from '../errors.js';
import type { Reporter } from '../ui/reports.js';

/** The activations of hidden layers by name. */
export const activations = { sigmoid, tanh, relu } as const;

/** The network and the sample to explain. */
export interface ExplainPlan {
  /** The number of units of each layer, inputs first. */
  readonly layers: readonly number[];
  /** The activation of the hidden layers. The last layer is linear. */
  readonly activation: keyof typeof activations;
  /** A number for each input. Default: 0.5 each. */
  readonly input?: readonly number[];
  /** A number for each output. Default: 1 each. */
  readonly target?: readonly number[];
  readonly learningRate: number;
  readonly seed: number;
}

/**
 * Reports one step of back-propagation and gradient descent in all its numbers, for a network with
 * random weights, one sample and mean squared error.
 *
 * @throws UsageError if the numbers do not fit the layers, or if a result is too large for single
 * precision.
 */
export function explainNetwork(plan: ExplainPlan, reporter: Reporter): void {
  const { layers, activation, learningRate, seed } = plan;
  if (layers.length < 2) {
    throw new UsageError('--layers has one number; it must have two or more, inputs first and outputs last.');
  }
  const input = fitting('input', plan.input, layers[0] ?? 0, 0.5);
  const target = fitting('target', plan.target, layers.at(-1) ?? 0, 1);
  const random = seeded(seed);
  const network = new Sequential(
    ...layers.slice(1).flatMap((outputs, i) => {
      const linear = new Linear(layers[i] ?? 0, outputs, { random });
      return i === layers.length - 2 ? [linear] : [linear, activations[activation]];
    }),
  );
  const explanation = explain(
    network,
    tensor([1, input.length], input),
    tensor([1, target.length], target),
    meanSquaredError,
    { learningRate },
  );
  if (!isFinite(explanation)) {
    throw new UsageError(
      'a number of the step is infinite in single precision; give an --input, a --target or a --learning-rate of smaller magnitude.',
    );
  }
  reporter.report({ report: 'explain', seed, ...explanation });
}

/** Whether all numbers in a value are finite. */
function isFinite(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(Math.fround(value));
  return typeof value !== 'object' || value === null || Object.values(value).every(isFinite);
}

function fitting(
  name: 'input' | 'target',
  numbers: readonly number[] | undefined,
  count: number,
  value: number,
): readonly number[] {
  if (numbers === undefined) return Array.from({ length: count }, () => value);
  if (numbers.length === count) return numbers;
  throw new UsageError(
    `--${name} has ${numbers.length === 1 ? 'one number' : `${numbers.length} numbers`}; it must have ${count}, as many as the network has ${name === 'input' ? 'inputs' : 'outputs'}.`,
  );
}
