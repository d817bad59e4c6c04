import {
  add,
  clamp,
  Dropout,
  divide,
  exp,
  Linear,
  mean,
  type Random,
  slice,
  square,
  subtract,
  type Tensor,
} from '@tbptt/core';
import { GRU } from '@tbptt/rnn';

/** What is believed about a number: normal, with this mean and the logarithm of the variance. */
export interface Normal {
  readonly mean: Tensor;
  readonly logVariance: Tensor;
}

/** A GRU whose head gives a normal distribution for each of E numbers. */
export class Forecaster {
  readonly gru: GRU;
  readonly dropout: Dropout;
  readonly head: Linear;

  constructor(
    inputs: number,
    hidden: number,
    readonly targets: number,
    random: Random,
  ) {
    this.gru = new GRU(inputs, hidden, { random });
    this.dropout = new Dropout(0.2, { random });
    this.head = new Linear(hidden, 2 * targets, { random });
  }

  /** `[T, B, D]` to distributions `[T, B, E]`, from the initial state on. */
  forecast(inputs: Tensor): Normal {
    const { outputs } = this.gru.unroll(inputs, this.gru.initialState(inputs.shape[1] ?? 0));
    const numbers = this.head.forward(this.dropout.forward(outputs));
    return {
      mean: slice(numbers, -1, 0, this.targets),
      logVariance: clamp(slice(numbers, -1, this.targets, 2 * this.targets), -8, 4),
    };
  }
}

/** The negative log-likelihood of numbers under normal distributions, without its constant. */
export function surprise({ mean: center, logVariance }: Normal, targets: Tensor): Tensor {
  const error = square(subtract(targets, center));
  return mean(add(logVariance, divide(error, exp(logVariance))));
}
