import { type Embedding, Tensor } from '@tbptt/core';
import { currentScope } from '@tbptt/core/operation';
import { requireSequence } from '../cells/check.js';
import { stepByWindow } from '../cells/single-step.js';
import type { LaneOptions, Recurrent, Sequence, State, Stepped, Unrolled } from '../recurrent.js';

/**
 * A network that reads symbols as the vectors of an embedding. Inputs that are vectors enter as
 * they are.
 */
export class Embedded<S extends State> implements Recurrent<S> {
  constructor(
    readonly embedding: Embedding,
    readonly network: Recurrent<S>,
  ) {}

  get outputSize(): number {
    return this.network.outputSize;
  }

  initialState(lanes: number): S {
    return this.network.initialState(lanes);
  }

  unroll(inputs: Sequence, state?: S, lanes: LaneOptions = {}): Unrolled<S> {
    requireSequence('Embedded', inputs);
    const vectors = inputs instanceof Tensor ? inputs : this.embedding.forward(inputs);
    return this.network.unroll(vectors, state, lanes);
  }

  step(input: Sequence, state: S): Stepped<S> {
    if (currentScope()?.recording === true || input instanceof Tensor)
      return stepByWindow(this, input, state);
    return this.network.step(this.embedding.forward(input), state);
  }
}
