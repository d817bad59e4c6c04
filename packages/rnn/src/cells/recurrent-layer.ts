import {
  ArgumentError,
  applyLayer,
  type Layer,
  Parameter,
  type Random,
  ShapeError,
  type Tensor,
  uniform,
  zeros,
} from '@tbptt/core';
import type { TorchRecurrent, TorchRun } from '@tbptt/core/files';
import {
  COUNT,
  currentScope,
  describe,
  engine,
  formatShape,
  type OptionNames,
  requireRange,
  sameShape,
} from '@tbptt/core/operation';
import { requireDrawing, requireFlag, requireLayer, requireSizes } from '../arguments.js';
import { laneEvents } from '../lanes/lane-events.js';
import { resetsOf } from '../lanes/resets-of.js';
import { zeroPadding } from '../lanes/zero-padding.js';
import type { LaneOptions, Recurrent, Sequence, StepOptions, Stepped, Unrolled } from '../recurrent.js';
import { LayerStep, lanesOf } from '../window/layer-step.js';
import { readsDirectly } from '../window/plan.js';
import type { Weights } from '../window/weights.js';
import { window } from '../window/window.js';
import { requireInputs, requireState } from './check.js';
import { type Cell, isCell } from './declaration.js';
import { stepByWindow } from './single-step.js';

/** Options of every recurrent layer. */
export interface RecurrentLayerOptions {
  /** The generator that the initial weights are drawn from. */
  readonly random: Random;
  /** Whether the products have biases. Default: true. */
  readonly bias?: boolean;
  /**
   * A layer that is applied to the recurrent weights once in each window:
   * `new Dropout(0.5, { random })` drops connections, and scales the others, in a step (DropConnect
   * of Merity et al. 2018, arXiv:1708.02182, also called weight drop). The weights themselves are
   * trained. Default: none.
   */
  readonly recurrentWeights?: Layer;
}

/** Options of cells whose output may be projected. */
export interface ProjectionOptions {
  /**
   * O, the size to which the output is projected, usually less than H (Sak et al. 2014,
   * arXiv:1402.1128). Default: no projection.
   */
  readonly projection?: number;
}

const NAMES: OptionNames<RecurrentLayerOptions & ProjectionOptions> = {
  random: true,
  bias: true,
  recurrentWeights: true,
  projection: true,
};

/**
 * The state of a layer: a tensor `[B, H]` for each state of its cell; `h` is `[B, O]` if it is
 * projected.
 */
export type LayerState<S extends string> = { readonly [K in S]: Tensor };

/** The unit weights of a layer: a parameter [H] for each unit weight of its cell. */
export type UnitWeights<U extends string> = { readonly [Name in U]: Parameter };

/**
 * A layer of a cell with states S and unit weights U: its weights, and its unrolling over time as
 * one recorded operation. G is the number of gates of the cell, R of those with recurrent products;
 * gate `k` has the columns `k H` to `(k + 1) H` of the weights. O is the size of the output: H,
 * unless it is projected. All weights start uniform within `±1/√H`, as PyTorch's do.
 *
 * A class of layers names the states and unit weights of its cell, and does not compile if they are
 * others: `class IndRNN extends RecurrentLayer<'h', 'u'>`.
 */
export class RecurrentLayer<S extends string = string, U extends string = never>
  implements Recurrent<LayerState<S>>, Weights, TorchRecurrent
{
  /** [D, G H] */
  readonly weightIh: Parameter;
  /** [O, R H]; undefined if no gate has a recurrent product. */
  readonly weightHh: Parameter | undefined;
  /** [G H] */
  readonly biasIh: Parameter | undefined;
  /** [R H] */
  readonly biasHh: Parameter | undefined;
  /** [H, O] */
  readonly weightHr: Parameter | undefined;
  /** [H] for each unit weight of the cell. */
  readonly units: UnitWeights<U>;
  /** O */
  readonly outputSize: number;
  readonly #cell: Cell<S, U>;
  readonly #recurrentWeights: Layer | undefined;
  #step: LayerStep | undefined;

  /**
   * @throws ArgumentError if a size or an option is not valid, or if the output of a cell that
   * reads h itself is to be projected
   */
  constructor(
    cell: Cell<S, U>,
    /** D */
    readonly inputSize: number,
    /** H */
    readonly hiddenSize: number,
    options: RecurrentLayerOptions & ProjectionOptions,
  ) {
    requireCell(cell);
    requireSizes(cell.name, { inputs: inputSize, hidden: hiddenSize });
    requireDrawing(cell.name, options, NAMES);
    const { random, bias = true, projection, recurrentWeights } = options;
    requireFlag(cell.name, 'bias', bias);
    if (projection !== undefined) requireSizes(cell.name, { projection });
    if (recurrentWeights !== undefined) requireLayer(cell.name, 'recurrentWeights', recurrentWeights);
    if (projection !== undefined && readsDirectly(cell)) {
      throw new ArgumentError(
        cell.name,
        'its equation reads h itself, so the output cannot be projected to another size.',
      );
    }
    this.#cell = cell;
    this.#recurrentWeights = recurrentWeights;
    this.outputSize = projection ?? hiddenSize;
    const initial = uniform(1 / Math.sqrt(hiddenSize));
    const draw = (...shape: number[]): Parameter => new Parameter(initial(shape, random));
    const columns = cell.gates.length * hiddenSize;
    const recurrent = (cell.sumGates.length + cell.splitGates.length) * hiddenSize;
    this.weightIh = draw(inputSize, columns);
    this.weightHh = recurrent > 0 ? draw(this.outputSize, recurrent) : undefined;
    this.biasIh = bias ? draw(columns) : undefined;
    this.biasHh = bias && recurrent > 0 ? draw(recurrent) : undefined;
    this.weightHr = projection === undefined ? undefined : draw(hiddenSize, projection);
    this.units = Object.fromEntries(cell.units.map((name) => [name, draw(hiddenSize)])) as UnitWeights<U>;
  }

  /** The cell: gates, states and equation. */
  get cell(): Cell<S, U> {
    return this.#cell;
  }

  get stepsAlone(): boolean {
    return this.#recurrentWeights === undefined;
  }

  /** Returns zeros, [B, H] for each state. */
  initialState(lanes: number): LayerState<S> {
    requireRange(this.#cell.name, 'lanes', lanes, COUNT);
    const states = this.#cell.states.map((name) => [name, zeros([lanes, this.#width(name)])]);
    return Object.fromEntries(states) as LayerState<S>;
  }

  /** Runs a window. Without a state it begins with the initial state. */
  unroll(inputs: Sequence, state?: LayerState<S>, lanes: LaneOptions = {}): Unrolled<LayerState<S>> {
    const cell = this.#cell;
    const { steps: T, lanes: B } = requireInputs(cell.name, inputs, this.inputSize);
    const entering = state === undefined ? this.initialState(B) : state;
    for (const name of cell.states) requireState(cell, entering, name, B, this.#width(name));
    const events = laneEvents(cell.name, lanes, T, B);
    const { lengths } = lanes;
    const read = lengths === undefined ? inputs : zeroPadding(inputs, lengths);
    const initial = cell.states.map((name) => entering[name]);
    const results = window(cell, this.weightsInUse(), read, initial, events);
    const outputs = results[0] as Tensor;
    return {
      outputs: lengths === undefined ? outputs : zeroPadding(outputs, lengths),
      state: this.#stateOf(results, 1),
    };
  }

  /**
   * Makes one step. Outside of a training step it is faster than a window of one step, and gives
   * the same bits.
   */
  step(input: Sequence, state: LayerState<S>, lanes?: StepOptions): Stepped<LayerState<S>> {
    const { name } = this.#cell;
    const standing = this.#standingStep(input);
    const stepped = standing?.run(input, state, resetsOf(name, lanes, input.shape[0] as number));
    if (stepped === undefined) return stepByWindow(this, input, state, lanes);
    return stepped as Stepped<LayerState<S>>;
  }

  /** The layer as a part of a PyTorch module. */
  torchRecurrent(): TorchRun {
    const { weightIh, weightHh, biasIh, biasHh, weightHr, units } = this;
    const { name, torch: module } = this.#cell;
    const biases = { bias_ih: biasIh, bias_hh: biasHh };
    return {
      name,
      module,
      weights: { weight_ih: weightIh, weight_hh: weightHh, ...biases, weight_hr: weightHr, ...units },
    };
  }

  /** Returns the weights as a window uses them: the recurrent ones as `recurrentWeights` makes them. */
  weightsInUse(): Weights {
    const { weightIh, weightHh, biasIh, biasHh, weightHr, units, hiddenSize, outputSize } = this;
    if (this.#recurrentWeights === undefined || weightHh === undefined) return this;
    const used = applyLayer(this.#recurrentWeights, weightHh);
    if (!sameShape(used.shape, weightHh.shape)) {
      throw new ShapeError(
        this.#cell.name,
        `recurrentWeights turns the weights ${formatShape(weightHh.shape)} into ${formatShape(used.shape)}; the shape must stay the same.`,
      );
    }
    return { weightIh, weightHh: used, biasIh, biasHh, weightHr, units, hiddenSize, outputSize };
  }

  /**
   * The kernels that make a step; undefined if it is recorded, if it uses other weights than its
   * own, or if its input is wrong.
   */
  #standingStep(input: Sequence): LayerStep | undefined {
    if (currentScope()?.recording === true || this.#recurrentWeights !== undefined) return undefined;
    const lanes = lanesOf(input, this.inputSize);
    if (lanes === undefined) return undefined;
    const current = engine();
    if (this.#step?.fits(current, lanes) !== true)
      this.#step = new LayerStep(current, this.#cell, this, lanes);
    return this.#step;
  }

  /** The state whose tensors are in a list, in the order of the cell, from `first` on. */
  #stateOf(tensors: readonly Tensor[], first: number): LayerState<S> {
    const state: Partial<Record<S, Tensor>> = {};
    const { states } = this.#cell;
    for (let i = 0; i < states.length; i++) state[states[i] as S] = tensors[first + i] as Tensor;
    return state as LayerState<S>;
  }

  #width(state: string): number {
    return state === 'h' ? this.outputSize : this.hiddenSize;
  }
}

function requireCell(cell: Cell): void {
  const given: unknown = cell;
  if (isCell(given)) return;
  throw new ArgumentError(
    'RecurrentLayer',
    `the cell is ${describe(given)}; it must be one that cell({ name, gates, states, equation }) returns.`,
  );
}
