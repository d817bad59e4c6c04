import {
  AdditiveAttention,
  BatchNorm,
  Conv1d,
  Conv2d,
  Embedding,
  LayerNorm,
  Linear,
  MultiHeadAttention,
  Residual,
  Sequential,
  TiedLinear,
} from '@tbptt/core';
import { Bidirectional, CharLM, LearnedState, RecurrentModel, Stack } from '@tbptt/rnn';
import { AttentionDecoder } from '@tbptt/rnn/sequence-to-sequence';
import type { Axis } from './graph/messages.js';

/** What a model reads. */
export interface ModelInput {
  readonly symbols: boolean;
  readonly axes: readonly Axis[];
}

const SYMBOLS: ModelInput = { symbols: true, axes: ['T', 'B'] };

/** Returns what the first layer of a model reads; undefined if it accepts tensors of several shapes. */
export function inputOf(model: unknown): ModelInput | undefined {
  if (typeof model !== 'object' || model === null) return undefined;
  if (Array.isArray(model)) return inputOf(model[0]);
  if (model instanceof Sequential || model instanceof Residual || model instanceof Stack) {
    return inputOf(model.layers[0]);
  }
  if (model instanceof Bidirectional) return inputOf(model.forwardLayer);
  if (model instanceof LearnedState) return inputOf(model.layer);
  if (model instanceof CharLM || model instanceof Embedding || model instanceof AttentionDecoder)
    return SYMBOLS;
  if (model instanceof RecurrentModel && model.embedding !== undefined) return SYMBOLS;
  const axes = axesOf(model);
  return axes && { symbols: false, axes };
}

function axesOf(layer: object): readonly Axis[] | undefined {
  if (layer instanceof Linear) return ['N', layer.inputs];
  if (layer instanceof TiedLinear) return ['N', layer.weight.shape[1] ?? 0];
  if (layer instanceof LayerNorm) return ['N', ...layer.shape];
  if (layer instanceof BatchNorm) return ['N', layer.channels];
  if (layer instanceof Conv1d) return ['N', layer.inputs, 'L'];
  if (layer instanceof Conv2d) return ['N', layer.inputs, 'height', 'width'];
  if (layer instanceof AdditiveAttention) return ['B', layer.query.inputs];
  if (layer instanceof MultiHeadAttention) return ['T', 'B', layer.size];
  return 'inputSize' in layer && typeof layer.inputSize === 'number'
    ? ['T', 'B', layer.inputSize]
    : undefined;
}
