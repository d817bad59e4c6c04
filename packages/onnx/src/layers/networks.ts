import { Bidirectional, LearnedState, RecurrentModel, Stack, type State } from '@tbptt/rnn';
import type { Value } from '../graph/graph.js';
import type { RecurrentConverter } from './conversion.js';
import { partOf } from './recurrent.js';

export const convertStack: RecurrentConverter = (layer, x, run, { graph, convert, unroll }) => {
  if (!(layer instanceof Stack)) return undefined;
  let y: Value | undefined;
  for (const [i, each] of layer.layers.entries()) {
    const below: Value =
      y === undefined ? x : layer.between === undefined ? y : convert('between', layer.between, y);
    const initial = partOf(run.initial, i);
    const outputs = unroll(i, each, below, { ...run, path: `${run.path}.${i}`, initial });
    y =
      layer.residual && y !== undefined
        ? graph.add({ operator: 'Add', inputs: [outputs, y] }, outputs.axes)
        : outputs;
  }
  return y;
};

/** A reversed layer of ONNX has its outputs at the steps of its inputs, so nothing is reversed here. */
export const convertBidirectional: RecurrentConverter = (layer, x, run, { graph, unroll }) => {
  if (!(layer instanceof Bidirectional)) return undefined;
  const { forwardLayer, backwardLayer } = layer;
  const direction = (name: 'forward' | 'backward', each: object): Value =>
    unroll(name, each, x, {
      path: `${run.path}.${name}`,
      reverse: run.reverse !== (name === 'backward'),
      initial: partOf(run.initial, name),
    });
  const both = [direction('forward', forwardLayer), direction('backward', backwardLayer)];
  const [T = 'T', B = 'B'] = x.axes;
  return graph.add({ operator: 'Concat', inputs: both, attributes: { axis: { int: -1 } } }, [
    T,
    B,
    layer.outputSize,
  ]);
};

export const convertLearnedState: RecurrentConverter = (layer, x, run, { unroll }) =>
  layer instanceof LearnedState
    ? unroll('layer', layer.layer, x, { ...run, initial: layer.initial as State })
    : undefined;

export const convertRecurrentModel: RecurrentConverter = (layer, x, run, { convert, unroll }) => {
  if (!(layer instanceof RecurrentModel)) return undefined;
  const { embedding, input, rnn, dropout, head } = layer;
  const vectors = embedding === undefined || x.type === 'float' ? x : convert('embedding', embedding, x);
  const read = input === undefined ? vectors : convert('input', input, vectors);
  const outputs = unroll('rnn', rnn, read, run);
  const dropped = dropout === undefined ? outputs : convert('dropout', dropout, outputs);
  return head === undefined ? dropped : convert('head', head, dropped);
};
