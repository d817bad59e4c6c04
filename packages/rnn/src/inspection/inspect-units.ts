import { ArgumentError, add, applyLayer, evaluate, ShapeError, slice, stack, Tensor } from '@tbptt/core';
import { applyEquation, describe, type OptionNames, requireOptions } from '@tbptt/core/operation';
import { requireCausalSteps } from '../causal.js';
import { requireSequence } from '../cells/check.js';
import type { Cell } from '../cells/declaration.js';
import { inputProduct } from '../cells/input-product.js';
import { inputOperand, previousOperand, recurrentOperand, unitOperand } from '../cells/operand-names.js';
import { RecurrentLayer } from '../cells/recurrent-layer.js';
import { onlyStep } from '../cells/single-step.js';
import { timeSlice } from '../lanes/time-slice.js';
import { RecurrentModel } from '../models/recurrent-model.js';
import type { Recurrent, Sequence, State, UnrollableLayer } from '../recurrent.js';
import { Stack } from '../stack.js';
import { gateValuesOf, type Squashing } from './gate-values.js';

/** The values of a gate at every step. */
export interface GateRecord {
  /** [T, B, H] */
  readonly values: Tensor;
  /** The function that gives the values: `sigmoid` gates are open at 1 and closed at 0. */
  readonly squashing: Squashing;
}

/** The states and gates of the units of a layer at every step. */
export interface LayerRecord {
  /** The name of the cell, such as `LSTM`. */
  readonly cell: string;
  /** Each state after every step, [T, B, H]; `h`, the output, is [T, B, O] if it is projected. */
  readonly states: Readonly<Record<string, Tensor>>;
  /** Each gate. Empty if the layer has no equation, such as an `OperationLayer`. */
  readonly gates: Readonly<Record<string, GateRecord>>;
}

/** The states and gates of the units of a network at every step. */
export interface UnitRecord {
  /** The layers, the one that reads the inputs first. */
  readonly layers: readonly LayerRecord[];
  /** [T, B, outputSize] The outputs of the network: logits of a `CharLM`. */
  readonly outputs: Tensor;
  /** The state after the last step, for the next part of the text. */
  readonly state: State;
}

/** Options of `inspectUnits`. */
export interface InspectUnitsOptions {
  /** The state before the first step. Default: the model's initial state. */
  readonly state?: State;
}

const NAMES: OptionNames<InspectUnitsOptions> = { state: true };

/**
 * Records the activations and the gates of every unit while a network reads inputs, vectors
 * `[T, B, D]` or symbols `[T, B]`. The states are those that `unroll` computes. The gates follow
 * from them by the equation of the cell: the value of a gate is its innermost sigmoid or tanh, such
 * as `σ(x W + b + h U + b')` of the forget gate of an LSTM. Nothing is dropped, and nothing is
 * trained (Karpathy, Johnson & Fei-Fei 2015, arXiv:1506.02078).
 *
 * The model is a `RecurrentModel` such as a `CharLM`, a `Stack`, or a layer. A long text is read in
 * several calls, each with the state of the one before. The memory of a call is about
 * `(2 G + 4) T B H` numbers for each layer, with G gates.
 *
 * @throws ArgumentError if the model is none of these or if it is not causal
 * @throws ShapeError if the inputs or the state do not fit
 */
export function inspectUnits(
  model: RecurrentModel | Stack | UnrollableLayer,
  inputs: Sequence,
  options: InspectUnitsOptions = {},
): UnitRecord {
  const operation = 'inspectUnits';
  requireOptions(operation, options, NAMES);
  const { lanes } = requireSequence(operation, inputs);
  const { network, read, head } = partsOf(operation, model);
  requireCausalSteps(network);
  const state = options.state ?? network.initialState(lanes);
  const below = read === undefined ? inputs : read(inputs);
  const record = isStack(network) ? ofStack(network, below, state) : ofLayer(network, below, state);
  return head === undefined ? record : { ...record, outputs: head(record.outputs) };
}

/** A network with what comes before and after its layers. */
interface Parts {
  readonly network: UnrollableLayer;
  readonly read?: (inputs: Sequence) => Sequence;
  readonly head?: (outputs: Tensor) => Tensor;
}

function partsOf(operation: string, model: unknown): Parts {
  if (model instanceof RecurrentModel) {
    return { network: model.rnn, read: (inputs) => model.readIn(inputs), head: (x) => model.readOut(x) };
  }
  if (isStack(model) || isLayer(model)) return { network: model };
  throw new ArgumentError(
    operation,
    `the model is ${describe(model)}; it must be a RecurrentModel such as a CharLM, a Stack, or a recurrent layer with a cell.`,
  );
}

/** A `RecurrentLayer`, an `OperationLayer`, or one that is made of them. */
interface Layer extends Recurrent {
  readonly cell: Pick<Cell, 'name' | 'states'>;
}

function isStack(value: unknown): value is Stack {
  return value instanceof Stack;
}

function hasEquation(value: unknown): value is RecurrentLayer<string, string> {
  return value instanceof RecurrentLayer;
}

function isLayer(value: unknown): value is Layer {
  if (hasEquation(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  const { cell, step, initialState }: Partial<Record<keyof Layer, unknown>> = value;
  const steps = typeof step === 'function' && typeof initialState === 'function';
  return steps && typeof cell === 'object' && cell !== null && 'name' in cell && 'states' in cell;
}

function ofStack(network: Stack, inputs: Sequence, state: State): UnitRecord {
  const { layers, between, residual } = network;
  const entering = Array.isArray(state) ? (state as readonly State[]) : [];
  if (entering.length !== layers.length) {
    throw new ArgumentError(
      'inspectUnits',
      `the state is ${describe(state)}; it must be an array of the states of ${layers.length} layers.`,
    );
  }
  const records: UnitRecord[] = [];
  let outputs: Tensor | undefined;
  for (const [index, layer] of layers.entries()) {
    const below = outputs && between !== undefined ? applyLayer(between, outputs) : outputs;
    const record = ofLayer(layer, below ?? inputs, entering[index] as State);
    records.push(record);
    outputs = residual && outputs !== undefined ? add(record.outputs, outputs) : record.outputs;
  }
  return {
    layers: records.flatMap((record) => record.layers),
    outputs: outputs as Tensor,
    state: records.map((record) => record.state),
  };
}

function ofLayer(layer: UnrollableLayer, inputs: Sequence, entering: State): UnitRecord {
  if (!isLayer(layer)) {
    throw new ArgumentError(
      'inspectUnits',
      `a layer is ${describe(layer)}; it must be a recurrent layer with a cell, such as an LSTM.`,
    );
  }
  const { cell } = layer;
  const outputs: Tensor[] = [];
  const states: State[] = [entering];
  const [T = 0] = inputs.shape;
  if (T === 0) throw new ShapeError('inspectUnits', 'the inputs have no steps; give at least one.');
  for (let t = 0; t < T; t++) {
    const stepped = layer.step(onlyStep(timeSlice(inputs, t, t + 1)), states.at(-1) as State);
    outputs.push(stepped.output);
    states.push(stepped.state);
  }
  const over = Object.fromEntries(
    cell.states.map((name) => [name, stack(states.map((state) => named(cell.name, state, name)))]),
  );
  const part = (from: number, to: number) =>
    Object.fromEntries(Object.entries(over).map(([name, all]) => [name, slice(all, 0, from, to)]));
  return {
    layers: [
      {
        cell: cell.name,
        states: part(1, T + 1),
        gates: hasEquation(layer) ? gatesOf(layer, inputs, part(0, T)) : {},
      },
    ],
    outputs: stack(outputs),
    state: states.at(-1) as State,
  };
}

/** The values of the gates of a layer, from its inputs and the states before each step. */
function gatesOf(
  layer: RecurrentLayer<string, string>,
  inputs: Sequence,
  previous: Readonly<Record<string, Tensor>>,
): Readonly<Record<string, GateRecord>> {
  const { cell, hiddenSize: H, units } = layer;
  const { weightIh, biasIh, weightHh, biasHh } = layer.weightsInUse();
  const values = gateValuesOf(cell);
  const computed = evaluate(() => {
    const read = inputProduct(inputs, weightIh, biasIh);
    const recurrent = weightHh && inputProduct(previous['h'] as Tensor, weightHh, biasHh);
    const operands: Record<string, Tensor> = {};
    const columns = (products: Tensor, block: number): Tensor =>
      slice(products, 2, block * H, (block + 1) * H);
    for (const [block, gate] of cell.gates.entries()) {
      const input = columns(read, block);
      const hasSum = cell.sumGates.includes(gate) && recurrent !== undefined;
      operands[inputOperand(gate)] = hasSum ? add(input, columns(recurrent, block)) : input;
      if (cell.splitGates.includes(gate) && recurrent !== undefined) {
        operands[recurrentOperand(gate)] = columns(recurrent, block);
      }
    }
    for (const name of cell.states) operands[previousOperand(name)] = previous[name] as Tensor;
    for (const name of cell.units) operands[unitOperand(name)] = units[name] as Tensor;
    return applyEquation(values.equation, operands, {});
  });
  return Object.fromEntries(
    cell.gates.map((gate) => [
      gate,
      { values: computed[gate] as Tensor, squashing: values.squashing[gate] ?? 'none' },
    ]),
  );
}

/** The tensor of that name in the state of a cell. */
function named(operation: string, state: State, name: string): Tensor {
  const tensor = state instanceof Tensor || isList(state) ? undefined : state[name];
  if (tensor instanceof Tensor) return tensor;
  throw new ArgumentError(operation, `the state has no tensor '${name}'; give what initialState returns.`);
}

function isList(state: State): state is readonly State[] {
  return Array.isArray(state);
}
