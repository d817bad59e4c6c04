import { Linear, type Random, reshape, slice, type Tensor, tanh, zeros } from '@tbptt/core';
import { GRU } from '@tbptt/rnn';

/** What a policy says: logits of the actions `[..., 2]` and the value of the situation `[...]`. */
export interface Said {
  readonly logits: Tensor;
  readonly values: Tensor;
}

/** How a policy goes on: what it says about `[B, 2]`, and its state. */
export interface PolicyStep extends Said {
  readonly state: Tensor;
}

/** Looks at positions and angles, and says where to push. */
export interface Policy {
  /** `[B, H]` */
  initialState(lanes: number): Tensor;
  /** One step of all lanes. */
  step(seen: Tensor, state: Tensor): PolicyStep;
  /** Whole episodes, `[T, B, 2]`. */
  unroll(seen: Tensor): Said;
}

const HIDDEN = 32;

/** A GRU that can make out velocities from what it has seen before. */
export class RecurrentPolicy implements Policy {
  readonly gru: GRU;
  readonly head: Linear;

  constructor(random: Random) {
    this.gru = new GRU(2, HIDDEN, { random });
    this.head = new Linear(HIDDEN, 3, { random });
  }

  initialState(lanes: number): Tensor {
    return this.gru.initialState(lanes).h;
  }

  step(seen: Tensor, state: Tensor): PolicyStep {
    const { output, state: next } = this.gru.step(seen, { h: state });
    return { ...said(this.head.forward(output)), state: next.h };
  }

  unroll(seen: Tensor): Said {
    return said(this.head.forward(this.gru.unroll(seen).outputs));
  }
}

/** As many units that see the present only. */
export class MemorylessPolicy implements Policy {
  readonly layer: Linear;
  readonly second: Linear;
  readonly head: Linear;

  constructor(random: Random) {
    this.layer = new Linear(2, HIDDEN, { random });
    this.second = new Linear(HIDDEN, HIDDEN, { random });
    this.head = new Linear(HIDDEN, 3, { random });
  }

  initialState(lanes: number): Tensor {
    return zeros([lanes, 1]);
  }

  step(seen: Tensor, state: Tensor): PolicyStep {
    return { ...this.unroll(seen), state };
  }

  unroll(seen: Tensor): Said {
    return said(this.head.forward(tanh(this.second.forward(tanh(this.layer.forward(seen))))));
  }
}

function said(numbers: Tensor): Said {
  const shape = numbers.shape.slice(0, -1);
  return { logits: slice(numbers, -1, 0, 2), values: reshape(slice(numbers, -1, 2, 3), shape) };
}
