export { type Floats, IGNORED, type Indices } from './arrays.js';
export { type BatchesOptions, batches, type Random } from './batches.js';
export {
  BatchCountError,
  DataError,
  DuplicateSymbolError,
  EmptyTextError,
  EmptyVocabularyError,
  IdOutOfRangeError,
  LaneCountError,
  LoneSurrogateError,
  NotASymbolError,
  RowError,
  SplitShareError,
  TextTooShortError,
  UnknownReplacementError,
  UnknownSymbolError,
  VocabularyFormatError,
  WindowRangeError,
} from './errors.js';
export { gatherRows } from './gather-rows.js';
export { Lanes, type LanesOptions, type LaneWindow } from './lanes.js';
export { type Split, type SplitOptions, split } from './split.js';
export { type EncodeOptions, Vocabulary, type VocabularyJSON } from './vocabulary.js';
export { type Samples, xor } from './xor.js';
