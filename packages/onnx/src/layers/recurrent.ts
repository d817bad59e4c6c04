import type { Tensor } from '@tbptt/core';
import { isTensor } from '@tbptt/core/operation';
import { CoupledLSTM, GRU, GRUResetBefore, LSTM, RNN, type State } from '@tbptt/rnn';
import type { Graph, Use, Value } from '../graph/graph.js';
import type { Attribute, Axis } from '../graph/messages.js';
import { lengthOf, squeeze, unsqueeze, whole } from '../graph/rearrange.js';
import { type Conversion, type RecurrentConverter, type Run, refused, requireLength } from './conversion.js';
import { oneHot } from './products.js';

/** The gate of ours that a gate of ONNX corresponds to: its place, and the sign of its weights. */
interface Gate {
  readonly place: number;
  readonly sign: 1 | -1;
}

/** Returns gates of the same sign at other places. */
const places = (...all: readonly number[]): readonly Gate[] => all.map((place) => ({ place, sign: 1 }));

/** A recurrent layer as ONNX has it. */
interface OnnxCell {
  readonly operator: 'LSTM' | 'GRU' | 'RNN';
  /** For each gate of ONNX the gate of ours. */
  readonly gates: readonly Gate[];
  readonly states: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** The weights of a layer: our gates are blocks of H columns. */
interface CellWeights {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly weightIh: Tensor;
  readonly weightHh: Tensor;
  readonly biasIh: Tensor | undefined;
  readonly biasHh: Tensor | undefined;
}

/** Ours are i, f, g, o; those of ONNX i, o, f, c. */
const LSTM_CELL: OnnxCell = {
  operator: 'LSTM',
  gates: places(0, 3, 1, 2),
  states: ['h', 'c'],
  attributes: {},
};

/** Ours are f, g, o. The input gate is `1 - σ(f)`, which is `σ(-f)`. */
const COUPLED_CELL: OnnxCell = {
  ...LSTM_CELL,
  gates: [{ place: 0, sign: -1 }, ...places(2, 0, 1)],
};

/** Ours are r, z, n; those of ONNX z, r, h. */
const gruCell = (resetAfter: boolean): OnnxCell => ({
  operator: 'GRU',
  gates: places(1, 0, 2),
  states: ['h'],
  attributes: { linear_before_reset: { int: resetAfter ? 1 : 0 } },
});

const rnnCell = (nonlinearity: 'tanh' | 'relu'): OnnxCell => ({
  operator: 'RNN',
  gates: places(0),
  states: ['h'],
  attributes: { activations: { strings: [nonlinearity === 'relu' ? 'Relu' : 'Tanh'] } },
});

export const convertCell: RecurrentConverter = (layer, x, run, conversion) => {
  const convert = (cell: OnnxCell, weights: CellWeights): Value => {
    if (x.type === 'float') requireLength(layer, x, -1, weights.inputSize);
    return runCell(cell, weights, x, run, conversion);
  };
  if (layer instanceof GRUResetBefore) return convert(gruCell(false), layer);
  if (layer instanceof CoupledLSTM) return convert(COUPLED_CELL, weightsOf(layer));
  if (layer instanceof LSTM) return convert(LSTM_CELL, weightsOf(layer));
  if (layer instanceof GRU) return convert(gruCell(true), weightsOf(layer));
  return layer instanceof RNN ? convert(rnnCell(layer.nonlinearity), weightsOf(layer)) : undefined;
};

function weightsOf(layer: LSTM | CoupledLSTM | GRU | RNN): CellWeights {
  const { inputSize, weightHr } = layer;
  // Weight drop leaves the weights as they are outside of a training step; another layer may not.
  const { weightIh, weightHh, biasIh, biasHh, hiddenSize } = layer.weightsInUse();
  if (weightHr === undefined && weightHh !== undefined) {
    return { inputSize, hiddenSize, weightIh, weightHh, biasIh, biasHh };
  }
  throw refused(
    layer,
    'its output is projected, and the LSTM of ONNX has no projection. Train a layer without one.',
  );
}

function runCell(
  cell: OnnxCell,
  weights: CellWeights,
  input: Value,
  run: Run,
  conversion: Conversion,
): Value {
  const { graph } = conversion;
  const { inputSize: D, hiddenSize: H } = weights;
  const x = input.type === 'float' ? input : oneHot(graph, input, D);
  const [T = 'T', B = 'B'] = x.axes;
  const G = cell.gates.length;
  const matrix = (name: string, tensor: Tensor): Value => {
    const rows = tensor.shape[0] ?? 0;
    return graph.constant(name, 'float', [1, G * H, rows], rowsOfGates(tensor, cell.gates, H));
  };
  const state: readonly Axis[] = [1, B, H];
  const initial = cell.states.map((name) => initialState(conversion, run, name, x, H));
  const use: Use = {
    operator: cell.operator,
    inputs: [
      x,
      matrix('W', weights.weightIh),
      matrix('R', weights.weightHh),
      biases(graph, weights, cell.gates),
      conversion.lengths,
      ...initial,
    ],
    attributes: {
      ...cell.attributes,
      hidden_size: { int: H },
      direction: { string: run.reverse ? 'reverse' : 'forward' },
    },
  };
  const after = conversion.states ? cell.states.map(() => state) : [];
  const [outputs, ...states] = graph.addAll(use, [[T, 1, B, H], ...after]);
  states.forEach((made, i) => {
    if (made !== undefined) graph.output(`next${run.path}.${cell.states[i]}`, squeeze(graph, made, 0));
  });
  return squeeze(graph, outputs as Value, 1);
}

/** The state before the first step, `[1, B, H]`; undefined for zeros. */
function initialState(
  { graph, states }: Conversion,
  run: Run,
  name: string,
  x: Value,
  H: number,
): Value | undefined {
  const B = x.axes[1] ?? 'B';
  if (states) {
    const given = graph.input(`state${run.path}.${name}`, 'float', [B, H]);
    return unsqueeze(graph, given, 0);
  }
  const learned = partOf(run.initial, name);
  if (!isTensor(learned)) return undefined;
  const [one, lanes, size] = [whole(graph, 'one', 1), lengthOf(graph, x, 1), whole(graph, 'size', H)];
  const shape = graph.add(
    { operator: 'Concat', inputs: [one, lanes, size], attributes: { axis: { int: 0 } } },
    [3],
    'int64',
  );
  return graph.add({ operator: 'Expand', inputs: [graph.tensor(name, learned), shape] }, [1, B, H]);
}

/** A part of a state, if there is one. */
export function partOf(state: State | undefined, name: string | number): State | undefined {
  return state === undefined || isTensor(state) ? undefined : (Reflect.get(state, name) as State | undefined);
}

/** The columns of our gates in a matrix as rows, `[G H, rows]`, in the order of ONNX's gates. */
function rowsOfGates(tensor: Tensor, gates: readonly Gate[], H: number): Float32Array {
  const [rows = 0, columns = 0] = tensor.shape;
  const numbers = tensor.toFloats();
  const result = new Float32Array(gates.length * H * rows);
  gates.forEach(({ place, sign }, theirs) => {
    for (let unit = 0; unit < H; unit++) {
      for (let row = 0; row < rows; row++) {
        const number = numbers[row * columns + place * H + unit] as number;
        result[(theirs * H + unit) * rows + row] = sign * number;
      }
    }
  });
  return result;
}

/** Both biases one after the other, `[1, 2 G H]`. */
function biases(
  graph: Graph,
  { biasIh, biasHh, hiddenSize: H }: CellWeights,
  gates: readonly Gate[],
): Value | undefined {
  if (biasIh === undefined || biasHh === undefined) return undefined;
  const all = [biasIh, biasHh].flatMap((bias) => {
    const numbers = bias.toFloats();
    return gates.flatMap(({ place, sign }) =>
      Array.from(numbers.subarray(place * H, (place + 1) * H), (number) => sign * number),
    );
  });
  return graph.constant('B', 'float', [1, all.length], all);
}
