import { type Random, reshape, slice, stack, type Tensor } from '@tbptt/core';
import {
  Bidirectional,
  GRU,
  type LayerState,
  LSTM,
  type ProjectionOptions,
  type RecurrentLayer,
  type RecurrentLayerOptions,
  RNN,
  Stack,
  type State,
  type UnrollableLayer,
} from '@tbptt/rnn';
import type { Description } from './description.js';
import type { Run, Tensors } from './run.js';

type Options = RecurrentLayerOptions & ProjectionOptions;

/**
 * `nn.RNN`, `nn.GRU` or `nn.LSTM`: x [T, B, D], h0 and c0 [L, B, H] to y, hn, cn, with L the number
 * of runs.
 */
export function recurrentOf(description: Description, random: Random): { model: Stack; run: Run } {
  const hidden = description.number('hidden_size');
  const projection = description.number('proj_size', 0);
  const bidirectional = description.flag('bidirectional', false);
  const options: Options = {
    random,
    bias: description.flag('bias', true),
    ...(projection > 0 ? { projection } : {}),
  };
  const below = (projection > 0 ? projection : hidden) * (bidirectional ? 2 : 1);
  const levels = Array.from({ length: description.number('num_layers', 1) }, (_, level): UnrollableLayer => {
    const layer = () =>
      layerOf(description, level === 0 ? description.number('input_size') : below, hidden, options);
    return bidirectional ? new Bidirectional(layer(), layer()) : layer();
  });
  const model = new Stack(levels);
  return { model, run: (inputs) => runFrom(model, bidirectional, inputs) };
}

function layerOf(description: Description, inputs: number, hidden: number, options: Options): RecurrentLayer {
  const nonlinearity = description.text('nonlinearity', 'tanh') === 'relu' ? 'relu' : 'tanh';
  if (description.module === 'LSTM') return new LSTM(inputs, hidden, options);
  if (description.module === 'GRU') return new GRU(inputs, hidden, options);
  return new RNN(inputs, hidden, { ...options, nonlinearity });
}

function runFrom(model: Stack, bidirectional: boolean, { x, h0, c0 }: Tensors): Tensors {
  if (x === undefined || h0 === undefined) throw new TypeError('a recurrent model needs x and h0');
  const [runs = 0, ...inner] = h0.shape;
  const part = (whole: Tensor, run: number, shape: readonly number[]) =>
    reshape(slice(whole, 0, run, run + 1), shape);
  const initial = Array.from(
    { length: runs },
    (_, run): LayerState<string> => ({
      h: part(h0, run, inner),
      ...(c0 && { c: part(c0, run, c0.shape.slice(1)) }),
    }),
  );
  const states = bidirectional
    ? model.layers.map(
        (_, level): State => ({
          forward: initial[2 * level] ?? {},
          backward: initial[2 * level + 1] ?? {},
        }),
      )
    : initial;
  const { outputs: y, state } = model.unroll(x, states);
  const last = state.flatMap((level) =>
    bidirectional
      ? Object.values(level as Record<string, LayerState<string>>)
      : [level as LayerState<string>],
  );
  const joined = (name: string) => stack(last.map((each) => each[name] as Tensor));
  return { y, hn: joined('h'), ...(c0 && { cn: joined('c') }) };
}
