import {
  ArgumentError,
  applyLayer,
  Embedding,
  type Layer,
  Linear,
  type Random,
  reshape,
  type Tensor,
  TiedLinear,
  uniform,
} from '@tbptt/core';
import { currentScope, describe, engine, type OptionNames } from '@tbptt/core/operation';
import { requireDrawing, requireFlag, requireLayer, requireSizes } from '../arguments.js';
import { type LayerClass, requireLayerClass } from '../cells/layer-class.js';
import { LSTM } from '../cells/lstm.js';
import { stepByWindow } from '../cells/single-step.js';
import { zeroPadding } from '../lanes/zero-padding.js';
import type {
  LaneOptions,
  Recurrent,
  Sequence,
  StepOptions,
  Stepped,
  UnrollableLayer,
  Unrolled,
} from '../recurrent.js';
import { Stack, type StackState } from '../stack.js';
import { LinearStep } from '../window/linear-step.js';
import { Embedded, widthAfter } from './embedded.js';

/** Options of `RecurrentModel`. */
export interface RecurrentModelOptions {
  /** The generator that the initial weights are drawn from. */
  readonly random: Random;
  /** H, the number of units of each layer. Default: 128. */
  readonly hidden?: number;
  /** L, the number of layers. Default: 1. */
  readonly layers?: number;
  /** The class of the layers. Default: `LSTM`. */
  readonly cell?: LayerClass;
  /**
   * E, the size of the vectors that represent symbols, or an `Embedding` that is used as it is, such
   * as a `frozen` one. Default: none, so symbols enter the first layer as they are (one-hot); H if
   * the head is tied.
   */
  readonly embedding?: number | Embedding;
  /**
   * A layer that vectors `[T, B, D]` pass before they enter the first recurrent layer:
   * `new Sequential(new Linear(D, E, { random }), tanh)`. With an embedding it reads the vectors of
   * the symbols. Default: none.
   */
  readonly input?: Layer;
  /**
   * A layer that outputs pass between the recurrent layers; see `Stack`. Default: `dropout`.
   */
  readonly between?: Layer;
  /**
   * Whether each layer but the first adds the outputs of the layer below to its own; see `Stack`.
   * Default: false.
   */
  readonly residual?: boolean;
  /**
   * A layer that the outputs of every recurrent layer pass before the next one or the head reads
   * them, such as `new Dropout(0.5, { random })` (Zaremba et al. 2014, arXiv:1409.2329) or
   * `LockedDropout`. Default: none.
   */
  readonly dropout?: Layer;
  /**
   * The number of outputs of a linear layer over the outputs of the last recurrent layer. Default:
   * there is no such layer, so the outputs are those of the last recurrent layer.
   */
  readonly outputs?: number;
  /**
   * Another layer in place of the linear one, from `[T, B, H]` to `[T, B, outputSize]`. Default: a
   * `Linear` layer if `outputs` is given.
   */
  readonly head?: Layer;
  /**
   * Whether the head scores each symbol by its embedding, one parameter for both (Press & Wolf
   * 2017, arXiv:1608.05859; Inan et al. 2017, arXiv:1611.01462). The last layer then has E units
   * instead of H, and an embedding that is made starts uniform within ±0.1, as in Merity et al.
   * 2018. Default: false.
   */
  readonly tied?: boolean;
}

/** The names of `RecurrentModelOptions`. */
export const MODEL_OPTIONS: OptionNames<RecurrentModelOptions> = {
  random: true,
  hidden: true,
  layers: true,
  cell: true,
  embedding: true,
  input: true,
  between: true,
  residual: true,
  dropout: true,
  outputs: true,
  head: true,
  tied: true,
};

/**
 * A recurrent model in one line: an embedding or an input layer, recurrent layers one above the
 * other, dropout, and a head that is applied at each time step. It reads vectors `[T, B, D]` or
 * symbols `[T, B]` below D.
 *
 * ```ts
 * const forecast = new RecurrentModel(4, { hidden: 32, cell: GRU, outputs: 1, random });
 * const tagger = new RecurrentModel(V, { embedding: 16, cell: bidirectional(LSTM), outputs: 5, random });
 * ```
 */
export class RecurrentModel implements Recurrent<StackState> {
  /** The vectors of symbols, if there are any. */
  readonly embedding?: Embedding;
  /** The layer before the recurrent ones, if there is one. */
  readonly input?: Layer;
  /** The recurrent layers. */
  readonly rnn: Stack;
  /** The layer between the last recurrent one and the head, if there is one. */
  readonly dropout?: Layer;
  /** The layer that makes the outputs, if there is one. */
  readonly head?: Layer;
  readonly outputSize: number;
  #headStep: LinearStep | undefined;

  /**
   * Makes a model of inputs of the size D, or of D symbols.
   *
   * @throws ArgumentError if a size or an option is not valid, by itself or beside the others
   * @throws ShapeError if the input layer or the head does not fit the vectors before it
   */
  constructor(
    readonly inputSize: number,
    options: RecurrentModelOptions,
  ) {
    const { name } = new.target;
    requireSizes(name, { 'the number of inputs': inputSize });
    requireDrawing(name, options, MODEL_OPTIONS);
    const { random, tied = false, residual = false, input, dropout, between = dropout } = options;
    const { hidden = 128, layers = 1, cell: Cell = LSTM, outputs, head } = options;
    requireFlag(name, 'tied', tied);
    requireSizes(name, { hidden, layers, ...(outputs !== undefined && { outputs }) });
    requireLayerClass(name, Cell);
    for (const [role, layer] of Object.entries({ input, dropout, head })) {
      if (layer !== undefined) requireLayer(name, role, layer);
    }
    requireOneHead(name, inputSize, options);
    const { embedding: given = tied ? hidden : undefined } = options;
    const size = typeof given === 'number' || given === undefined ? given : sizeOf(name, given, inputSize);
    if (size !== undefined) requireSizes(name, { embedding: size });
    const last = tied && size !== undefined ? size : hidden;
    if (layers === 1 && last !== (options.hidden ?? last)) {
      throw new ArgumentError(
        name,
        `hidden is ${hidden}, but embedding ${last}; a head that is tied to the embedding requires outputs as long as its vectors. Make them equal, or add a layer.`,
      );
    }
    const start = tied ? { weight: uniform(0.1) } : {};
    const embedding =
      typeof given === 'number' ? new Embedding(inputSize, given, { random, ...start }) : given;
    if (embedding !== undefined) this.embedding = embedding;
    if (input !== undefined) this.input = input;
    let width = size ?? inputSize;
    if (input !== undefined) width = widthAfter(name, 'input', input, width);
    const stacked: UnrollableLayer[] = [];
    for (let level = 1; level <= layers; level++) {
      const layer = new Cell(width, level === layers ? last : hidden, { random });
      stacked.push(layer);
      width = layer.outputSize;
    }
    this.rnn = new Stack(stacked, { residual, ...(between && { between }) });
    if (dropout !== undefined) this.dropout = dropout;
    if (tied && embedding !== undefined) {
      this.head = new TiedLinear(embedding);
      widthAfter(name, 'head', this.head, width);
      this.outputSize = inputSize;
    } else if (outputs !== undefined) {
      this.head = new Linear(width, outputs, { random });
      this.outputSize = outputs;
    } else {
      if (head !== undefined) this.head = head;
      this.outputSize = head === undefined ? width : widthAfter(name, 'head', head, width);
    }
  }

  /**
   * The model without dropout before the head and without head: `[T, B, D]` or symbols `[T, B]` to
   * the activations `[T, B, H]` of the last layer, with the same states. A loss that applies the
   * head itself trains it, such as one with penalties of activations.
   */
  get body(): Recurrent<StackState> {
    const { embedding, input, rnn } = this;
    return embedding === undefined && input === undefined ? rnn : new Embedded(embedding, input, rnn);
  }

  get stepsAlone(): boolean {
    const { body, rnn, dropout, head } = this;
    return body === rnn && rnn.stepsAlone && dropout === undefined && isPlainLinear(head);
  }

  /** Returns what the first recurrent layer reads: the embedding and the input layer of inputs. */
  readIn(inputs: Sequence): Sequence {
    const { body } = this;
    return body instanceof Embedded ? body.read(inputs) : inputs;
  }

  /** Returns the outputs `[T, B, outputSize]` of activations `[T, B, H]`: dropout, then the head. */
  readOut(activations: Tensor): Tensor {
    const { dropout, head } = this;
    const dropped = dropout === undefined ? activations : applyLayer(dropout, activations);
    return head === undefined ? dropped : applyLayer(head, dropped);
  }

  initialState(lanes: number): StackState {
    return this.rnn.initialState(lanes);
  }

  /** Runs a window. Without a state it begins with the initial state. */
  unroll(inputs: Sequence, state?: StackState, lanes: LaneOptions = {}): Unrolled<StackState> {
    const { outputs: activations, state: next } = this.body.unroll(inputs, state, lanes);
    const outputs = this.readOut(activations);
    const { lengths } = lanes;
    const cleared =
      lengths === undefined || outputs === activations ? outputs : zeroPadding(outputs, lengths);
    return { outputs: cleared, state: next };
  }

  step(input: Sequence, state: StackState, lanes?: StepOptions): Stepped<StackState> {
    if (currentScope()?.recording === true) return stepByWindow(this, input, state, lanes);
    const { output, state: next } = this.body.step(input, state, lanes);
    const { dropout, head } = this;
    // These heads read [B, H] as it is; other layers may need the axis of the time steps.
    if (dropout === undefined && (head instanceof Linear || head instanceof TiedLinear)) {
      const read = isPlainLinear(head) ? this.#applyAtOnce(head, output) : head.forward(output);
      return { output: read, state: next };
    }
    const read = this.readOut(reshape(output, [1, ...output.shape]));
    return { output: reshape(read, read.shape.slice(1)), state: next };
  }

  /** Returns what the head makes of the activations [B, H] of a step that is not recorded. */
  #applyAtOnce(head: Linear, activations: Tensor): Tensor {
    const current = engine();
    if (this.#headStep?.fits(current, head, activations) !== true) {
      const [lanes, width] = activations.shape;
      if (lanes === undefined || width !== head.inputs) return head.forward(activations);
      this.#headStep = new LinearStep(current, head, lanes);
    }
    return this.#headStep.run(activations);
  }
}

/** Returns whether a layer is a `Linear`, and its class has no `forward` of its own. */
function isPlainLinear(layer: Layer | undefined): layer is Linear {
  return layer instanceof Linear && layer.forward === Linear.prototype.forward;
}

/** The size of the vectors of an embedding that was given. */
function sizeOf(operation: string, embedding: Embedding, symbols: number): number {
  const given: unknown = embedding;
  if (!(given instanceof Embedding)) {
    throw new ArgumentError(
      operation,
      `embedding is ${describe(given)}; it must be the size of the vectors, or an Embedding.`,
    );
  }
  if (given.symbols === symbols) return given.size;
  throw new ArgumentError(
    operation,
    `the embedding has ${given.symbols} symbols, but the model reads ${symbols}; they must be as many.`,
  );
}

function requireOneHead(
  operation: string,
  inputs: number,
  { tied = false, outputs, head }: RecurrentModelOptions,
): void {
  if (head !== undefined && (tied || outputs !== undefined)) {
    throw new ArgumentError(
      operation,
      `head is given beside ${tied ? 'tied' : 'outputs'}; a model has one head, so leave one of them out.`,
    );
  }
  if (!tied || outputs === undefined || outputs === inputs) return;
  throw new ArgumentError(
    operation,
    `outputs is ${outputs}, but a head that is tied to the embedding has an output for each of the ${inputs} symbols; leave outputs out.`,
  );
}
