import {
  BatchNorm,
  Embedding,
  type Indices,
  indices,
  type Layer,
  LayerNorm,
  Linear,
  type Random,
  Sequential,
  type Tensor,
  TiedLinear,
  tanh,
} from '@tbptt/core';
import { CharLM, GRU, LSTM, RNN } from '@tbptt/rnn';
import type { Description } from './description.js';
import { recurrentOf } from './recurrent.js';
import type { Run } from './run.js';

/**
 * Our model of the same description that `build` of `cases.py` takes, and how it is run: as `run`
 * there does.
 */
export function modelOf(description: Description, random: Random): { model: object; run: Run } {
  switch (description.module) {
    case 'RNN':
    case 'GRU':
    case 'LSTM':
      return recurrentOf(description, random);
    case 'Embedding': {
      const [symbols, size] = [description.number('num_embeddings'), description.number('embedding_dim')];
      const model = new Embedding(symbols, size, { random });
      return { model, run: ({ x }) => ({ y: model.forward(symbolsOf(x)) }) };
    }
    case 'Tied': {
      const embedding = new Embedding(description.number('symbols'), description.number('size'), { random });
      const model = { embedding, head: new TiedLinear(embedding) };
      return { model, run: ({ x }) => ({ y: model.head.forward(tanh(embedding.forward(symbolsOf(x)))) }) };
    }
    case 'CharLM':
      return charLMOf(description, random);
    default: {
      const model = layerOf(description, random);
      if (typeof model === 'function') throw new TypeError('a function has no weights');
      return { model, run: ({ x }) => ({ y: model.forward(given(x)) }) };
    }
  }
}

function layerOf(description: Description, random: Random): Layer {
  switch (description.module) {
    case 'Linear': {
      const options = { random, bias: description.flag('bias', true) };
      return new Linear(description.number('in_features'), description.number('out_features'), options);
    }
    case 'BatchNorm1d':
      return new BatchNorm(description.number('num_features'));
    case 'LayerNorm':
      return new LayerNorm(description.numbers('normalized_shape'));
    case 'Sequential':
      return new Sequential(...description.parts('modules').map((part) => layerOf(part, random)));
    case 'Tanh':
      return tanh;
    default:
      throw new TypeError(`there is no model for the module ${description.module}`);
  }
}

function charLMOf(description: Description, random: Random): { model: object; run: Run } {
  const embedding = description.number('embedding', 0);
  const cell = { RNN, GRU, LSTM }[description.text('cell', 'LSTM')];
  const model = new CharLM(description.number('symbols'), {
    random,
    hidden: description.number('hidden'),
    layers: description.number('layers', 1),
    ...(cell && { cell }),
    ...(embedding > 0 && { embedding }),
  });
  return {
    model,
    run: ({ x }) => {
      const ids = symbolsOf(x);
      return { y: model.unroll(ids, model.initialState(ids.shape[1] ?? 0)).outputs };
    },
  };
}

/** Whole numbers that a file gave as a tensor. */
function symbolsOf(x: Tensor | undefined): Indices {
  return indices(given(x).shape, given(x).toFloats());
}

function given(x: Tensor | undefined): Tensor {
  if (x === undefined) throw new TypeError('the model needs x');
  return x;
}
