/** Files that are read in blocks. A separate entry, since it needs the file system of Node. */

export { FileError, type FileProblem } from './node/file-error.js';
export { FileLanes, type FileLanesOptions } from './node/file-lanes.js';
export { SymbolFile, type SymbolFileOptions, type SymbolType } from './node/symbol-file.js';
export type { SymbolBlock, SymbolSource } from './node/symbol-source.js';
export { type FilePart, TextFile, type TextFileOptions } from './node/text-file.js';
