import {
  ArgumentError,
  applyLayer,
  concat,
  type Indices,
  type Layer,
  Linear,
  permute,
  type Random,
  reshape,
  ShapeError,
  Tensor,
  tanh,
  tensor,
  zeros,
} from '@tbptt/core';
import {
  COUNT,
  currentScope,
  describe,
  formatShape,
  type OptionNames,
  requireOptions,
  requireRange,
} from '@tbptt/core/operation';
import { requireDrawing, requireLayer, requireSizes } from '../arguments.js';
import type { LayerClass } from '../cells/layer-class.js';
import { stepByWindow } from '../cells/single-step.js';
import { requireLengths } from '../lanes/lane-events.js';
import { zeroPadding } from '../lanes/zero-padding.js';
import { RecurrentModel } from '../models/recurrent-model.js';
import type { LaneOptions, Recurrent, Sequence, StepOptions, Stepped, Unrolled } from '../recurrent.js';
import type { StackState } from '../stack.js';
import {
  AdditiveSourceAttention,
  type AttentionKind,
  DotAttention,
  type Glance,
  type SourceAttention,
} from './source-attention.js';

/**
 * The state of a decoder: that of its recurrent layers, and the source that it sees. The source is
 * lanes first, so that `selectLanes`, and with it `beamSearch`, takes the lanes of both.
 */
export type DecoderState = {
  readonly rnn: StackState;
  /** [B, S, K] The outputs of the encoder. */
  readonly keys: Tensor;
  /** [B, S, A] The part of the scores that is the same for all queries. */
  readonly prepared: Tensor;
  /** [B, S] 1 for the steps of the source, 0 after its end. */
  readonly mask: Tensor;
};

/** Options of `AttentionDecoder`. */
export interface AttentionDecoderOptions {
  /** The generator that the initial weights are drawn from. */
  readonly random: Random;
  /** H, the number of units of each layer. Default: 128. */
  readonly hidden?: number;
  /** L, the number of layers. Default: 1. */
  readonly layers?: number;
  /** The class of the layers. Default: `LSTM`. */
  readonly cell?: LayerClass;
  /** E, the size of the vectors that represent symbols. Default: H. */
  readonly embedding?: number;
  /**
   * How the steps of the source are scored by the output `q` of the last layer: `additive` is
   * `vᵀ tanh(W q + U k)` (Bahdanau et al. 2015), `dot` is `q · (W k) / √H` (Luong et al. 2015).
   * Default: `additive`.
   */
  readonly attention?: AttentionKind;
  /**
   * A layer that is applied to the outputs of each recurrent layer and to the activations before
   * the head, such as `new Dropout(0.5, { random })`. Default: none.
   */
  readonly dropout?: Layer;
}

const NAMES: OptionNames<AttentionDecoderOptions> = {
  random: true,
  hidden: true,
  layers: true,
  cell: true,
  embedding: true,
  attention: true,
  dropout: true,
};

/** Options of `AttentionDecoder.begin`. */
export interface BeginOptions {
  /** [B] The number of steps of the source of each lane. Default: all. */
  readonly lengths?: ArrayLike<number> | undefined;
  /** The state of the recurrent layers, such as the last one of an encoder. Default: the initial one. */
  readonly rnn?: StackState | undefined;
}

const BEGIN_NAMES: OptionNames<BeginOptions> = { lengths: true, rnn: true };

/**
 * A language model that attends to a source: it maps the previous symbols `[T, B]` to the logits
 * `[T, B, V]` of the next symbol. At each time step the output `h` of the last recurrent layer is
 * the query, and the logits are those of a linear layer over `tanh(W [context; h])` (Luong et al.
 * 2015, arXiv:1508.04025, section 3.1). The recurrent layers run over a whole window at once.
 *
 * The source is a part of the state, which `begin` makes of the outputs of an encoder. So `unroll`
 * with the right symbols is teacher forcing, and `sample` and `beamSearch` from that state are free
 * running.
 */
export class AttentionDecoder implements Recurrent<DecoderState> {
  /** The embedding and the recurrent layers. */
  readonly rnn: RecurrentModel;
  readonly attention: SourceAttention;
  /** W, [K + H, H] */
  readonly combine: Linear;
  readonly dropout?: Layer;
  readonly head: Linear;

  /**
   * Makes a decoder of V symbols that sees vectors of the size K.
   *
   * @throws ArgumentError if a size or an option is not valid
   */
  constructor(
    /** V */
    readonly outputSize: number,
    /** K */
    readonly keySize: number,
    options: AttentionDecoderOptions,
  ) {
    const name = 'AttentionDecoder';
    requireSizes(name, { 'the number of symbols': outputSize, 'the size of the keys': keySize });
    requireDrawing(name, options, NAMES);
    const { random, attention = 'additive', dropout, hidden = 128, embedding = hidden } = options;
    const given: unknown = attention;
    if (given !== 'additive' && given !== 'dot') {
      throw new ArgumentError(name, `attention is ${describe(given)}; it must be 'additive' or 'dot'.`);
    }
    requireSizes(name, { hidden, embedding });
    if (dropout !== undefined) requireLayer(name, 'dropout', dropout);
    const { layers, cell } = options;
    this.rnn = new RecurrentModel(outputSize, {
      random,
      hidden,
      embedding,
      ...(layers !== undefined && { layers }),
      ...(cell !== undefined && { cell }),
      ...(dropout !== undefined && { dropout }),
    });
    const { outputSize: H } = this.rnn;
    this.attention =
      attention === 'dot'
        ? new DotAttention(keySize, H, random)
        : new AdditiveSourceAttention(keySize, H, random);
    this.combine = new Linear(keySize + H, H, { random });
    if (dropout !== undefined) this.dropout = dropout;
    this.head = new Linear(H, outputSize, { random });
  }

  /** Returns a state that sees nothing: the decoder is a language model then. */
  initialState(lanes: number): DecoderState {
    requireRange('AttentionDecoder', 'lanes', lanes, COUNT);
    return this.begin(zeros([1, lanes, this.keySize]), { lengths: new Int32Array(lanes) });
  }

  /**
   * Returns the state in which a source is decoded, from the outputs `[S, B, K]` of an encoder.
   * Gradients pass through the state.
   *
   * @throws ArgumentError if the keys are not a tensor, an option is unknown, or a length is not
   * from 0 to S
   * @throws ShapeError if the keys are not `[S, B, K]`, or if there is not a length for each lane
   */
  begin(keys: Tensor, options: BeginOptions = {}): DecoderState {
    const name = 'AttentionDecoder.begin';
    const given: unknown = keys;
    if (!(given instanceof Tensor)) {
      throw new ArgumentError(
        name,
        `the keys are ${describe(given)}; they must be the outputs [S, B, ${this.keySize}] of an encoder.`,
      );
    }
    requireOptions(name, options, BEGIN_NAMES);
    const [S = 0, B = 0, K] = given.shape;
    if (given.shape.length !== 3 || K !== this.keySize) {
      throw new ShapeError(
        name,
        `the keys are ${formatShape(given.shape)}; they must be [S, B, ${this.keySize}].`,
        {
          keys: given.shape,
        },
      );
    }
    const { lengths, rnn = this.rnn.initialState(B) } = options;
    if (lengths !== undefined) requireLengths(name, lengths, S, B);
    const seen = Float32Array.from({ length: B * S }, (_, i) =>
      lengths === undefined || i % S < (lengths[Math.floor(i / S)] as number) ? 1 : 0,
    );
    const byLane = permute(given, [1, 0, 2]);
    return { rnn, keys: byLane, prepared: this.attention.prepare(byLane), mask: tensor([B, S], seen) };
  }

  /** Runs a window over given symbols. Without a state the decoder sees nothing. */
  unroll(inputs: Sequence, state?: DecoderState, lanes: LaneOptions = {}): Unrolled<DecoderState> {
    const { hidden, seen, next } = this.#unroll(inputs, state, lanes);
    const logits = this.#logits(hidden, seen);
    const { lengths } = lanes;
    return { outputs: lengths === undefined ? logits : zeroPadding(logits, lengths), state: next };
  }

  step(input: Sequence, state: DecoderState, lanes?: StepOptions): Stepped<DecoderState> {
    if (currentScope()?.recording === true) return stepByWindow(this, input, state, lanes);
    requireDecoderState(state);
    const { output, state: rnn } = this.rnn.step(input, state.rnn, lanes);
    const hidden = reshape(output, [1, ...output.shape]);
    const logits = this.#logits(hidden, this.#look(hidden, state));
    return { output: reshape(logits, logits.shape.slice(1)), state: { ...state, rnn } };
  }

  /**
   * Returns how much each time step sees of each step of the source, `[T, B, S]`: at least 0, with
   * the sum 1, for given symbols `[T, B]`.
   */
  alignment(inputs: Indices, state: DecoderState): Tensor {
    return permute(this.#unroll(inputs, state, {}).seen.weights, [1, 0, 2]);
  }

  #unroll(inputs: Sequence, state: DecoderState | undefined, lanes: LaneOptions) {
    const given: unknown = inputs?.shape;
    const entering = state ?? this.initialState(Array.isArray(given) ? (inputs.shape[1] ?? 0) : 0);
    requireDecoderState(entering);
    const { outputs: hidden, state: rnn } = this.rnn.unroll(inputs, entering.rnn, lanes);
    return { hidden, seen: this.#look(hidden, entering), next: { ...entering, rnn } };
  }

  #look(hidden: Tensor, { keys, prepared, mask }: DecoderState): Glance {
    const [, B] = hidden.shape;
    if (keys.shape[0] !== B) {
      throw new ShapeError(
        'AttentionDecoder',
        `the source of the state has ${keys.shape[0]} lanes, the inputs ${B}; they must be as many.`,
      );
    }
    return this.attention.attend(permute(hidden, [1, 0, 2]), keys, prepared, mask);
  }

  /** hidden: [T, B, H] */
  #logits(hidden: Tensor, { contexts }: Glance): Tensor {
    const joined = concat([permute(contexts, [1, 0, 2]), hidden], -1);
    const combined = tanh(this.combine.forward(joined));
    return this.head.forward(this.dropout === undefined ? combined : applyLayer(this.dropout, combined));
  }
}

function requireDecoderState(state: DecoderState): void {
  const given: unknown = state;
  const names = ['rnn', 'keys', 'prepared', 'mask'];
  if (typeof given === 'object' && given !== null && names.every((name) => name in given)) {
    const { keys, prepared, mask }: { readonly [name: string]: unknown } = { ...given };
    const fit = [keys, prepared, mask].every((each) => each instanceof Tensor && each.shape.length > 1);
    if (fit) return;
  }
  throw new ArgumentError(
    'AttentionDecoder',
    `the state is ${describe(given)}; it must be one that begin(keys) returns, or a state after it.`,
  );
}
