import { full, multiply, Parameter, reshape, scalar, slice, stack, Tensor } from '@tbptt/core';
import type { Recurrent, Sequence, Stepped, Unrolled } from '../recurrent.js';

/**
 * `h' = w h`, one unit that does not look at its inputs, in ordinary operations: every derivative
 * is known by heart.
 */
export class LinearRecurrence implements Recurrent<Tensor> {
  readonly outputSize = 1;
  readonly w: Parameter;

  constructor(
    w: number,
    readonly initial: number,
  ) {
    this.w = new Parameter(scalar(w));
  }

  initialState(lanes: number): Tensor {
    return full([lanes, 1], this.initial);
  }

  step(input: Sequence, state: Tensor): Stepped<Tensor> {
    if (!(input instanceof Tensor)) throw new TypeError('LinearRecurrence reads vectors.');
    const output = multiply(state, this.w);
    return { output, state: output };
  }

  unroll(inputs: Sequence, state: Tensor): Unrolled<Tensor> {
    if (!(inputs instanceof Tensor)) throw new TypeError('LinearRecurrence reads vectors.');
    const outputs: Tensor[] = [];
    let h = state;
    for (let t = 0; t < (inputs.shape[0] ?? 0); t++) {
      h = this.step(reshape(slice(inputs, 0, t, t + 1), inputs.shape.slice(1)), h).state;
      outputs.push(h);
    }
    return { outputs: stack(outputs), state: h };
  }
}
