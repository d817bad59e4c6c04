/** Sequences to sequences of other lengths: encoders, attention and decoders. */

export {
  AttentionDecoder,
  type AttentionDecoderOptions,
  type BeginOptions,
  type DecoderState,
} from './sequence-to-sequence/attention-decoder.js';
export {
  EncoderDecoder,
  type GenerateOptions,
  type PairBatch,
} from './sequence-to-sequence/encoder-decoder.js';
export type { AttentionKind, Glance, SourceAttention } from './sequence-to-sequence/source-attention.js';
