export { type Floats, IGNORED, type Indices } from './arrays.js';
export { type BatchesOptions, batches } from './batches.js';
export { type BatchesByLengthOptions, batchesByLength } from './batches-by-length.js';
export { type DecodeStream, decodeStream } from './decode-stream.js';
export {
  ArgumentError,
  DataError,
  type Facts,
  FormatError,
  ShapeError,
  UnknownSymbolError,
} from './errors.js';
export { gatherRows } from './gather-rows.js';
export type { Rank } from './lane-share.js';
export { Lanes, type LanesOptions, type LaneWindow } from './lanes.js';
export { type NGramLoss, type NGramOptions, nGramBits } from './n-gram-bits.js';
export { nextSymbols, type SequenceWindow } from './next-symbols.js';
export { type PaddedSequences, padSequences } from './pad-sequences.js';
export { type PaddedSeries, padSeries } from './pad-series.js';
export type { Random } from './random.js';
export { Scaler, type ScalerJSON, type ScalerKind } from './scaler.js';
export { Series, type SeriesOptions, type SeriesWindow } from './series.js';
export { ShuffleBuffer, type ShuffleBufferOptions, type ShuffleBufferState } from './shuffle-buffer.js';
export { type Split, type SplitOptions, split } from './split.js';
export {
  type ChronologicalSplit,
  type ChronologicalSplitOptions,
  chronologicalSplit,
  type RowRange,
  type StratifiedSplit,
  type StratifiedSplitOptions,
  stratifiedSplit,
} from './splits.js';
export type { SpecialSymbols, SymbolListOptions } from './symbols/symbol-list.js';
export type { SymbolUnit } from './symbols/symbol-table.js';
export { type AddingProblem, type AddingProblemOptions, addingProblem } from './tasks/adding-problem.js';
export { type CopyMemory, type CopyMemoryOptions, copyMemory } from './tasks/copy-memory.js';
export { type MackeyGlassOptions, mackeyGlass } from './tasks/mackey-glass.js';
export { type Parity, type ParityOptions, parity } from './tasks/parity.js';
export {
  continualReber,
  embeddedReberString,
  type GrammarString,
  REBER_SYMBOLS,
  reberString,
} from './tasks/reber-grammar.js';
export {
  TEMPORAL_ORDER_SYMBOLS,
  type TemporalOrder,
  type TemporalOrderOptions,
  temporalOrder,
} from './tasks/temporal-order.js';
export { type EncodeOptions, Vocabulary, type VocabularyJSON, type VocabularyOptions } from './vocabulary.js';
export { type Samples, xor } from './xor.js';
