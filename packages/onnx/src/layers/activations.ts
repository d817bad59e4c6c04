import {
  abs,
  elu,
  exp,
  gelu,
  hardSigmoid,
  hardTanh,
  leakyRelu,
  log,
  logSigmoid,
  logSoftmax,
  mish,
  negate,
  relu,
  selu,
  sigmoid,
  silu,
  softmax,
  softplus,
  softsign,
  sqrt,
  square,
  tanh,
} from '@tbptt/core';
import type { Graph, Value } from '../graph/graph.js';
import type { Attribute } from '../graph/messages.js';
import type { Converter } from './conversion.js';

type Convert = (graph: Graph, x: Value) => Value;

const one =
  (operator: string, attributes: Readonly<Record<string, Attribute>> = {}): Convert =>
  (graph, x) =>
    graph.add({ operator, inputs: [x], attributes }, x.axes);

const both = (graph: Graph, operator: 'Add' | 'Mul' | 'Min', a: Value, b: Value): Value =>
  graph.add({ operator, inputs: [a, b] }, a.axes);

const softPlus = one('Softplus');
const negative = one('Neg');

/** `x Φ(x)`. */
const exactGelu: Convert = (graph, x) => {
  const scaled = both(graph, 'Mul', x, graph.number('scale', Math.SQRT1_2));
  const erf = one('Erf')(graph, scaled);
  const twice = both(graph, 'Mul', x, both(graph, 'Add', erf, graph.number('one', 1)));
  return both(graph, 'Mul', twice, graph.number('half', 0.5));
};

/** Functions of one tensor that are layers by themselves, with the defaults of their options. */
const FUNCTIONS: Readonly<Record<string, readonly [object, Convert]>> = {
  abs: [abs, one('Abs')],
  elu: [elu, one('Elu', { alpha: { float: 1 } })],
  exp: [exp, one('Exp')],
  gelu: [gelu, exactGelu],
  hardSigmoid: [hardSigmoid, one('HardSigmoid', { alpha: { float: 1 / 6 }, beta: { float: 0.5 } })],
  hardTanh: [
    hardTanh,
    (graph, x) =>
      graph.add(
        { operator: 'Clip', inputs: [x, graph.number('least', -1), graph.number('most', 1)] },
        x.axes,
      ),
  ],
  leakyRelu: [leakyRelu, one('LeakyRelu', { alpha: { float: 0.01 } })],
  log: [log, one('Log')],
  logSigmoid: [logSigmoid, (graph, x) => negative(graph, softPlus(graph, negative(graph, x)))],
  logSoftmax: [logSoftmax, one('LogSoftmax', { axis: { int: -1 } })],
  mish: [mish, (graph, x) => both(graph, 'Mul', x, one('Tanh')(graph, softPlus(graph, x)))],
  negate: [negate, negative],
  relu: [relu, one('Relu')],
  selu: [selu, one('Selu')],
  sigmoid: [sigmoid, one('Sigmoid')],
  silu: [silu, (graph, x) => both(graph, 'Mul', x, one('Sigmoid')(graph, x))],
  softmax: [softmax, one('Softmax', { axis: { int: -1 } })],
  softplus: [softplus, softPlus],
  softsign: [softsign, one('Softsign')],
  sqrt: [sqrt, one('Sqrt')],
  square: [square, (graph, x) => both(graph, 'Mul', x, x)],
  tanh: [tanh, one('Tanh')],
};

const CONVERT: ReadonlyMap<object, Convert> = new Map(Object.values(FUNCTIONS));

/** The names of the functions that can be converted. */
export const FUNCTION_NAMES: readonly string[] = Object.keys(FUNCTIONS);

export const convertFunction: Converter = (layer, x, { graph }) => CONVERT.get(layer)?.(graph, x);
