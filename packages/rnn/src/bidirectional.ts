import { ArgumentError, concat } from '@tbptt/core';
import type { TorchDirections, TorchRecurrent } from '@tbptt/core/files';
import { describe } from '@tbptt/core/operation';
import { requireRecurrent } from './arguments.js';
import { requireSequence } from './cells/check.js';
import { type LayerClass, requireLayerClass } from './cells/layer-class.js';
import type { RecurrentLayerOptions } from './cells/recurrent-layer.js';
import { requireLaneOptions } from './lanes/lane-events.js';
import { reverseTime } from './lanes/reverse-time.js';
import type { LaneOptions, Sequence, State, UnrollableLayer, Unrolled } from './recurrent.js';

/** The states of both directions. */
export type BidirectionalState<S extends State = State> = { readonly forward: S; readonly backward: S };

/**
 * Two layers over the same inputs, one of which reads them from the end (Schuster & Paliwal 1997).
 * The outputs are concatenated, `[T, B, O + O']`, those of the forward layer first. With lengths,
 * each lane is read from its own end.
 *
 * The layer needs the whole sequence: it makes no single steps, and `truncatedBPTT`, `validate` and
 * `sample` refuse a model that has it if they would carry a state. Train it on whole sequences:
 * `k1: Infinity`, or `optimizer.step` with `unroll`.
 */
export class Bidirectional<S extends State = State>
  implements UnrollableLayer<BidirectionalState<S>>, TorchRecurrent
{
  /** Outputs depend on later inputs. */
  readonly causal = false;

  /** @throws ArgumentError if one of them is no recurrent layer */
  constructor(
    readonly forwardLayer: UnrollableLayer<S>,
    readonly backwardLayer: UnrollableLayer<S>,
  ) {
    requireRecurrent('Bidirectional', forwardLayer, 'the forward layer');
    requireRecurrent('Bidirectional', backwardLayer, 'the backward layer');
  }

  get outputSize(): number {
    return this.forwardLayer.outputSize + this.backwardLayer.outputSize;
  }

  initialState(lanes: number): BidirectionalState<S> {
    return {
      forward: this.forwardLayer.initialState(lanes),
      backward: this.backwardLayer.initialState(lanes),
    };
  }

  /**
   * Runs a whole sequence. Without a state both layers begin with their initial states.
   *
   * @throws ArgumentError if there are resets
   */
  unroll(
    inputs: Sequence,
    state?: BidirectionalState<S>,
    lanes: LaneOptions = {},
  ): Unrolled<BidirectionalState<S>> {
    const { lanes: B } = requireSequence('Bidirectional', inputs);
    requireLaneOptions('Bidirectional', lanes);
    const entering = state === undefined ? this.initialState(B) : state;
    requireBothStates(entering);
    if (lanes.resets !== undefined) {
      throw new ArgumentError(
        'Bidirectional',
        'resets have no meaning in both directions; give each document as a lane with a length.',
      );
    }
    const forward = this.forwardLayer.unroll(inputs, entering.forward, lanes);
    const backward = this.backwardLayer.unroll(reverseTime(inputs, lanes.lengths), entering.backward, lanes);
    return {
      outputs: concat([forward.outputs, reverseTime(backward.outputs, lanes.lengths)], -1),
      state: { forward: forward.state, backward: backward.state },
    };
  }

  /** The layer as a part of a PyTorch module. */
  torchRecurrent(): TorchDirections {
    return { name: 'Bidirectional', directions: [this.forwardLayer, this.backwardLayer] };
  }
}

/**
 * Returns the class of bidirectional layers of a cell, for `RecurrentModel`: both directions have H
 * units, so the outputs are `[T, B, 2 H]`.
 *
 * ```ts
 * const tagger = new RecurrentModel(V, { cell: bidirectional(LSTM), hidden: 32, outputs: 5, random });
 * ```
 *
 * @throws ArgumentError if `cell` is no class
 */
export function bidirectional(cell: LayerClass): LayerClass {
  requireLayerClass('bidirectional', cell);
  const Both = class extends Bidirectional {
    constructor(inputs: number, hidden: number, options: RecurrentLayerOptions) {
      super(new cell(inputs, hidden, options), new cell(inputs, hidden, options));
    }
  };
  // Messages name a layer by its class.
  Object.defineProperty(Both, 'name', { value: `Bidirectional ${cell.name}` });
  return Both;
}

/** A layer would begin with its initial state in place of one that is missing. */
function requireBothStates(state: BidirectionalState): void {
  const given: unknown = state;
  const { forward, backward }: { forward?: unknown; backward?: unknown } =
    typeof given === 'object' && given !== null ? given : {};
  if (forward !== undefined && backward !== undefined) return;
  throw new ArgumentError(
    'Bidirectional',
    `the state is ${describe(given)}; it must be { forward, backward }, as initialState(lanes) returns.`,
  );
}
