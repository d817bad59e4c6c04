import {
  differentiate,
  type Outcome,
  type StepResult,
  seeded,
  slice,
  type Tensor,
  tensor,
} from '@tbptt/core';
import { cell } from '../cells/declaration.js';
import type { LayerState } from '../cells/recurrent-layer.js';
import { RecurrentLayer } from '../cells/recurrent-layer.js';
import type { LaneOptions, Sequence, Unrollable, Unrolled } from '../recurrent.js';
import type { Stepper } from '../training/stepper.js';

const UNITS = 23;
const b = Array.from({ length: UNITS }, (_, i) => (i < 10 ? 1 : -1));

const linear = cell({
  name: 'Linear',
  gates: { a: 'sum' },
  states: ['h'],
  equation: ({ a }) => ({ h: a }),
});

/**
 * The influence-balancing problem of `InfluenceBalancing` as a layer that is declared by an equation:
 * `h' = x W + h U`, the input 1, `W = θ b`, `U = Aᵀ` fixed. The output is the first unit.
 */
export class InfluenceLayer implements Unrollable<LayerState<'h'>> {
  readonly body = new RecurrentLayer<'h'>(linear, 1, UNITS, { random: seeded(1), bias: false });
  readonly head = (outputs: Tensor): Tensor => slice(outputs, -1, 0, 1);
  #theta = 0;

  constructor() {
    const transition = Array.from({ length: UNITS * UNITS }, (_, i) => {
      const [from, to] = [Math.floor(i / UNITS), i % UNITS];
      return from === to || from === to + 1 ? 0.5 : 0;
    });
    this.body.weightHh?.assign(tensor([UNITS, UNITS], transition));
    this.theta = 0;
  }

  get theta(): number {
    return this.#theta;
  }

  set theta(theta: number) {
    this.#theta = theta;
    this.body.weightIh.assign(
      tensor(
        [1, UNITS],
        b.map((x) => x * theta),
      ),
    );
  }

  initialState(lanes: number): LayerState<'h'> {
    return this.body.initialState(lanes);
  }

  unroll(inputs: Sequence, state?: LayerState<'h'>, lanes?: LaneOptions): Unrolled<LayerState<'h'>> {
    const { outputs, state: next } = this.body.unroll(inputs, state, lanes);
    return { outputs: this.head(outputs), state: next };
  }
}

/** Plain gradient descent on θ alone, with the learning rate of each update. */
export class ThetaDescent implements Stepper {
  #updates = 0;

  constructor(
    readonly model: InfluenceLayer,
    readonly learningRate: (update: number) => number,
  ) {}

  step<R extends StepResult>(closure: () => R): Outcome<R> {
    const { model } = this;
    const outcome = differentiate(model.body, closure);
    const gradient = model.body.weightIh.gradient?.toFloats() ?? [];
    const slope = b.reduce((sum, x, i) => sum + x * (gradient[i] ?? 0), 0);
    model.theta -= this.learningRate(this.#updates++) * slope;
    return outcome;
  }
}
