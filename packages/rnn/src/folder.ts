/** Language models as folders of files, and models that are loaded from a server. */

export {
  type DecodedFolder,
  type DecodeFolderOptions,
  decodeModelFolder,
} from './folder/decode-model-folder.js';
export { type EncodeFolderOptions, encodeModelFolder } from './folder/encode-model-folder.js';
export {
  type Fetch,
  type FetchedResponse,
  type FetchFolderOptions,
  fetchModelFolder,
  type LoadProgress,
} from './folder/fetch-model-folder.js';
export type { FolderVocabulary, SymbolUnit } from './folder/format.js';
export type { CardOptions } from './folder/model-card.js';
