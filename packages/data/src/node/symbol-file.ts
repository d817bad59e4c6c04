import { describe, requireOptions } from '../arguments.js';
import { ArgumentError } from '../errors.js';
import { heldOut, type SplitOptions } from '../split.js';
import { BlockFile, type OnProgress } from './block-file.js';
import { FileError } from './file-error.js';
import { narrowest, type SymbolBlock, type SymbolSource } from './symbol-source.js';
import type { FilePart } from './text-file.js';

/** The type of a stored id: an unsigned byte, or a little-endian number of 16 or 32 bits. */
export type SymbolType = 'uint8' | 'uint16' | 'int32';

/** Options of {@link SymbolFile.open}. */
export interface SymbolFileOptions {
  /** The type of each stored id. */
  readonly type: SymbolType;
  /**
   * Called with the number of bytes read so far and the number of bytes of the file. An error that
   * it throws ends the opening and is passed on.
   */
  readonly onProgress?: OnProgress;
}

const WIDTHS = { uint8: 1, uint16: 2, int32: 4 } as const;

/**
 * A file of ids that is read in blocks, so it may be larger than memory: ids of a tokenizer, notes,
 * or the bytes of any file (`uint8`). Opening reads the file once to find the largest id. Every
 * block is checked against a digest when it is read again.
 */
export class SymbolFile implements SymbolSource {
  /** `N`, the number of ids. */
  readonly length: number;
  /** `V`, the largest id plus 1. */
  readonly size: number;
  /** Identifies the contents: equal for files with the same bytes. Hexadecimal. */
  readonly digest: string;
  readonly #file: BlockFile;
  readonly #type: SymbolType;

  private constructor(file: BlockFile, digest: string, type: SymbolType, most: number) {
    this.length = file.bytes / WIDTHS[type];
    this.size = most + 1;
    this.digest = digest;
    this.#file = file;
    this.#type = type;
  }

  /**
   * Opens a file of ids and looks through it.
   *
   * @throws ArgumentError if the path is not a string, or if an option is missing or not valid.
   * @throws FileError if the file cannot be read, is not a regular file, is empty, does not consist
   * of whole ids, has a negative id, or changes while it is read.
   */
  static async open(path: string, options: SymbolFileOptions): Promise<SymbolFile> {
    const operation = 'SymbolFile.open';
    requireOptions(operation, options, { type: true, onProgress: true });
    const { type, onProgress } = options;
    if (typeof type !== 'string' || !Object.hasOwn(WIDTHS, type)) {
      throw new ArgumentError(
        operation,
        `type is ${describe(type)}; it must be one of ${Object.keys(WIDTHS).join(', ')}.`,
      );
    }
    if (onProgress !== undefined && typeof onProgress !== 'function') {
      throw new ArgumentError(operation, `onProgress is ${describe(onProgress)}; it must be a function.`);
    }
    let most = -1;
    let position = 0;
    const name = (): string => JSON.stringify(path);
    const look = (bytes: Uint8Array, _: number, length: number): void => {
      if (length % WIDTHS[type] !== 0) {
        throw new FileError(
          operation,
          `the bytes of ${name()} are not a whole number of ids of type ${type}; give the type that the ids were written in.`,
          {
            path,
            problem: 'content',
          },
        );
      }
      for (const id of idsOf(bytes.subarray(0, length), type)) {
        if (id < 0)
          throw new FileError(
            operation,
            `the id at position ${position} of ${name()} is ${id}; ids are whole numbers of at least 0.`,
            { path, problem: 'content', position },
          );
        if (id > most) most = id;
        position++;
      }
    };
    const { file, digest } = await BlockFile.open(operation, path, 0, onProgress, look);
    if (most >= 0) return new SymbolFile(file, digest, type, most);
    file.close();
    throw new FileError(operation, `${name()} is empty; there is nothing to read.`, {
      path,
      problem: 'empty',
    });
  }

  /** The path that was given. */
  get path(): string {
    return this.#file.path;
  }

  /** The number of bytes. */
  get bytes(): number {
    return this.#file.bytes;
  }

  /**
   * Divides the ids: the last `round(N * validation)` validate, the others train.
   *
   * @throws ArgumentError if one of the parts would be empty.
   */
  split(options: SplitOptions): { readonly training: FilePart; readonly validation: FilePart } {
    requireOptions('SymbolFile.split', options, { validation: true });
    const cut = this.length - heldOut('SymbolFile.split', this.length, options.validation);
    return { training: { from: 0, to: cut }, validation: { from: cut, to: this.length } };
  }

  /**
   * Returns the block that contains the id at `position`.
   *
   * @throws FileError if the file has changed or has been closed.
   */
  blockAt(position: number): SymbolBlock {
    const perBlock = this.#file.block / WIDTHS[this.#type];
    const number = Math.floor(position / perBlock);
    const ids = idsOf(this.#file.read(number, 0).bytes, this.#type);
    const Ids = narrowest(this.size);
    const narrow = ids instanceof Ids ? ids : new Ids(ids.length);
    if (narrow !== ids) narrow.set(ids);
    return { start: number * perBlock, ids: narrow };
  }

  /** Closes the file. Its lanes can no longer be read. */
  close(): void {
    this.#file.close();
  }
}

/** Returns the numbers that bytes store, on machines of either byte order. */
function idsOf(bytes: Uint8Array, type: SymbolType): SymbolBlock['ids'] {
  if (type === 'uint8') return bytes.slice();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === 'uint16') {
    return Uint16Array.from({ length: bytes.length / 2 }, (_, i) => view.getUint16(2 * i, true));
  }
  return Int32Array.from({ length: bytes.length / 4 }, (_, i) => view.getInt32(4 * i, true));
}
