import { ArgumentError, concat } from '@tbptt/core';
import type { TorchMembers } from '@tbptt/core/files';
import { reverseTime } from './lanes/reverse-time.js';
import type { LaneOptions, Recurrent, Sequence, State, Stepped, Unrolled } from './recurrent.js';
import { recurrentMembers } from './torch/recurrent-members.js';
import type { TorchDirections, TorchRecurrent } from './torch/torch-recurrent.js';

/** The states of both directions. */
export type BidirectionalState<S extends State = State> = { readonly forward: S; readonly backward: S };

/**
 * Two layers over the same inputs, one of which reads them from the end (Schuster & Paliwal 1997). The outputs stand side by side:
 * `[T, B, O + O']`, those of the forward layer first. With lengths, each lane is read from its own end.
 *
 * Such a layer needs the whole sequence: it cannot make single steps, and it cannot be trained in windows whose state is carried.
 */
export class Bidirectional<S extends State = State>
  implements Recurrent<BidirectionalState<S>>, TorchRecurrent
{
  /** Outputs depend on later inputs. */
  readonly causal = false;

  constructor(
    readonly forward: Recurrent<S>,
    readonly backward: Recurrent<S>,
  ) {}

  get outputSize(): number {
    return this.forward.outputSize + this.backward.outputSize;
  }

  initialState(lanes: number): BidirectionalState<S> {
    return { forward: this.forward.initialState(lanes), backward: this.backward.initialState(lanes) };
  }

  unroll(
    inputs: Sequence,
    state: BidirectionalState<S>,
    lanes: LaneOptions = {},
  ): Unrolled<BidirectionalState<S>> {
    if (lanes.resets !== undefined) {
      throw new ArgumentError(
        'Bidirectional',
        'resets have no meaning in both directions; give each document as a lane with a length.',
      );
    }
    const forward = this.forward.unroll(inputs, state.forward, lanes);
    const backward = this.backward.unroll(reverseTime(inputs, lanes.lengths), state.backward, lanes);
    return {
      outputs: concat([forward.outputs, reverseTime(backward.outputs, lanes.lengths)], -1),
      state: { forward: forward.state, backward: backward.state },
    };
  }

  step(): Stepped<BidirectionalState<S>> {
    throw new ArgumentError(
      'Bidirectional',
      'a layer that also reads from the end cannot make single steps; use unroll.',
    );
  }

  /** The members of the PyTorch module with `bidirectional=True`, see `toTorch`. */
  torchMembers(): TorchMembers {
    return recurrentMembers(this);
  }

  /** The layer as a part of a PyTorch module. */
  torchRecurrent(): TorchDirections {
    return { name: 'Bidirectional', directions: [this.forward, this.backward] };
  }
}
