import { ArgumentError, add, applyLayer, type Layer, reshape, type Tensor } from '@tbptt/core';
import type { TorchLevels, TorchRecurrent } from '@tbptt/core/files';
import { currentScope, describe, type OptionNames, requireOptions } from '@tbptt/core/operation';
import { requireFlag, requireLayer, requireRecurrent } from './arguments.js';
import { requireCausalSteps } from './causal.js';
import { requireSequence } from './cells/check.js';
import { requireGivenState, stepByWindow, stepOf } from './cells/single-step.js';
import type {
  LaneOptions,
  Recurrent,
  Sequence,
  State,
  StepOptions,
  Stepped,
  UnrollableLayer,
  Unrolled,
} from './recurrent.js';

/** The states of the layers of a stack, the first layer's first. */
export type StackState<S extends State = State> = readonly S[];

/** Options of `Stack`. */
export interface StackOptions {
  /**
   * A layer that the outputs [T, B, H] of each recurrent layer but the last pass before they enter
   * the next: `new Dropout(0.5, { random })` drops units independently at each step, as PyTorch's
   * `dropout` does, and `new LockedDropout(0.5, { random })` the same units at all steps.
   * `BatchNorm` is refused: it would normalize lanes as channels. Default: none.
   */
  readonly between?: Layer;
  /**
   * Whether each layer but the first adds the outputs of the layer below to its own,
   * `y = layer(between(x)) + x`, so that gradients reach the lower layers of a deep stack (Wu et
   * al. 2016, arXiv:1609.08144, section 3.1). All layers then have outputs of the same size.
   * Default: false.
   */
  readonly residual?: boolean;
}

const NAMES: OptionNames<StackOptions> = { between: true, residual: true };

/** Recurrent layers one above the other: the outputs of each are the inputs of the next. */
export class Stack<S extends State = State> implements Recurrent<StackState<S>>, TorchRecurrent {
  readonly layers: readonly UnrollableLayer<S>[];
  readonly between: Layer | undefined;
  readonly residual: boolean;

  /**
   * @throws ArgumentError if there is no layer, if one is not recurrent, if layers with residual
   * connections differ in the size of their outputs, or if an option is not valid
   */
  constructor(layers: readonly UnrollableLayer<S>[], options: StackOptions = {}) {
    requireLayers(layers);
    requireOptions('Stack', options, NAMES);
    const { between, residual = false } = options;
    if (between !== undefined) requireBetween(between);
    requireFlag('Stack', 'residual', residual);
    const sizes = layers.map(({ outputSize }) => outputSize);
    if (residual && new Set(sizes).size > 1) {
      throw new ArgumentError(
        'Stack',
        `the outputs of the layers have the sizes ${sizes.join(', ')}; residual connections add them, so they must be equal.`,
      );
    }
    this.layers = layers;
    this.between = between;
    this.residual = residual;
  }

  get outputSize(): number {
    return this.layers.at(-1)?.outputSize ?? 0;
  }

  get stepsAlone(): boolean {
    const { layers, between, residual } = this;
    return between === undefined && !residual && layers.every((layer) => layer.stepsAlone === true);
  }

  /** Returns the initial state of each layer. */
  initialState(lanes: number): StackState<S> {
    return this.layers.map((layer) => layer.initialState(lanes));
  }

  /** Runs a window. Without a state every layer begins with its initial state. */
  unroll(inputs: Sequence, state?: StackState<S>, lanes: LaneOptions = {}): Unrolled<StackState<S>> {
    const { lanes: B } = requireSequence('Stack', inputs);
    const entering = state === undefined ? this.initialState(B) : state;
    this.#requireState(entering);
    const states = [...entering];
    let outputs: Tensor | undefined;
    for (let index = 0; index < states.length; index++) {
      const layer = this.layers[index] as UnrollableLayer<S>;
      const below: Tensor | undefined =
        outputs && this.between !== undefined ? applyLayer(this.between, outputs) : outputs;
      const unrolled = layer.unroll(below ?? inputs, entering[index], lanes);
      states[index] = unrolled.state;
      outputs = this.residual && outputs !== undefined ? add(unrolled.outputs, outputs) : unrolled.outputs;
    }
    return { outputs: outputs as Tensor, state: states };
  }

  /** Makes one step: outside of a training step that of each layer. */
  step(input: Sequence, state: StackState<S>, lanes?: StepOptions): Stepped<StackState<S>> {
    requireCausalSteps(this);
    if (currentScope()?.recording === true) return stepByWindow(this, input, state, lanes);
    requireGivenState('Stack', state);
    this.#requireState(state);
    const states: S[] = [];
    let output: Tensor | undefined;
    for (let index = 0; index < state.length; index++) {
      const layer = this.layers[index] as UnrollableLayer<S>;
      const below = output === undefined ? input : this.#passed(output);
      const stepped = stepOf(layer, below, state[index] as S, lanes);
      states.push(stepped.state);
      output = this.residual && output !== undefined ? add(stepped.output, output) : stepped.output;
    }
    return { output: output as Tensor, state: states };
  }

  /** The output [B, H] of a layer as the next one reads it. */
  #passed(output: Tensor): Tensor {
    if (this.between === undefined) return output;
    const passed = applyLayer(this.between, reshape(output, [1, ...output.shape]));
    return reshape(passed, passed.shape.slice(1));
  }

  /** The stack as a PyTorch module, or as a part of one. */
  torchRecurrent(): TorchLevels {
    const obstacle = this.residual
      ? "it has residual connections, which PyTorch's recurrent modules have not."
      : undefined;
    return { name: 'Stack', levels: this.layers, obstacle };
  }

  #requireState(state: StackState<S>): void {
    const given: unknown = state;
    if (!Array.isArray(given) || state.length !== this.layers.length) {
      throw new ArgumentError(
        'Stack',
        `the state has ${Array.isArray(given) ? state.length : 'no'} layers, the stack ${this.layers.length}; they must be as many.`,
      );
    }
    // A layer would begin with its initial state in place of one that is missing.
    const missing = state.findIndex((each) => each === undefined);
    if (missing < 0) return;
    throw new ArgumentError(
      'Stack',
      `the state of layer ${missing} is undefined; every layer must have one.`,
    );
  }
}

function requireLayers(layers: readonly UnrollableLayer[]): void {
  const given: unknown = layers;
  if (!Array.isArray(given)) {
    throw new ArgumentError(
      'Stack',
      `the layers are ${describe(given)}; they must be an array: new Stack([new LSTM(...), new LSTM(...)]).`,
    );
  }
  if (layers.length === 0) throw new ArgumentError('Stack', 'there are no layers; give at least one.');
  for (let i = 0; i < layers.length; i++)
    requireRecurrent('Stack', layers[i] as UnrollableLayer, `layer ${i}`);
}

/**
 * `BatchNorm` reads [N, C, L], so of [T, B, H] it would take lanes for channels, without an error
 * if there are as many.
 */
function requireBetween(between: Layer): void {
  requireLayer('Stack', 'between', between);
  if (!normalizesBatches(between)) return;
  throw new ArgumentError(
    'Stack',
    'between is or has a BatchNorm, which would normalize the lanes of [T, B, H] as channels; use LayerNorm, or a layer that reshapes to [T B, H] and back.',
  );
}

/** Known by its running statistics, so that programs without a BatchNorm do not carry the class. */
function normalizesBatches(layer: unknown): boolean {
  if (typeof layer !== 'object' || layer === null) return false;
  if ('runningMean' in layer && 'runningVar' in layer) return true;
  return 'layers' in layer && Array.isArray(layer.layers) && layer.layers.some(normalizesBatches);
}
