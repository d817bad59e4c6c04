import { isAscii } from 'node:buffer';
import { describe, requireOptions } from '../arguments.js';
import { symbolName } from '../code-points.js';
import { ArgumentError, UnknownSymbolError } from '../errors.js';
import { heldOut, type SplitOptions } from '../split.js';
import { Vocabulary } from '../vocabulary.js';
import { BlockFile, type OnProgress } from './block-file.js';
import { FileError } from './file-error.js';
import { narrowest, type SymbolBlock, type SymbolSource } from './symbol-source.js';
import { decode, symbolsOf, TAIL } from './utf8.js';

/** Options of {@link TextFile.open}. */
export interface TextFileOptions {
  /**
   * The vocabulary, whose unit is the code point. Default: the symbols of the text, in the order of
   * their code points.
   */
  readonly vocabulary?: Vocabulary;
  /**
   * A symbol of the given vocabulary that replaces unknown ones. Default: its `unknown`; if it has
   * none, unknown symbols are an error.
   */
  readonly replacement?: string;
  /**
   * Called with the number of bytes read so far and the number of bytes of the file. An error that
   * it throws ends the opening and is passed on.
   */
  readonly onProgress?: OnProgress;
}

/** A part of a file: the symbols `from <= position < to`. */
export interface FilePart {
  readonly from: number;
  readonly to: number;
}

/**
 * A text in UTF-8 that is read from its file in blocks, so it may be larger than memory. Opening
 * reads the file once: it checks the encoding, collects the vocabulary, and counts the symbols
 * before each block. After that any part can be read. A byte order mark at the beginning is not a
 * part of the text.
 *
 * ```ts
 * const text = await TextFile.open('book.txt');
 * const { training, validation } = text.split({ validation: 0.1 });
 * const lanes = new FileLanes(text, { lanes: 32, ...training });
 * ```
 *
 * Every block is checked against a digest when it is read again. A changed text is an error. A text
 * that has only grown is read as it was. Memory: 12 bytes for each block, of which there are at
 * most 131,072.
 */
export class TextFile implements SymbolSource {
  /** The `V` symbols and their ids. */
  readonly vocabulary: Vocabulary;
  /** The number of symbols. */
  readonly length: number;
  /** Identifies the contents: equal for files with the same bytes. Hexadecimal. */
  readonly digest: string;
  readonly #file: BlockFile;
  /** `[blocks + 1]` The number of symbols before each block. */
  readonly #before: Float64Array;
  /** The id of each ASCII symbol. */
  readonly #ascii: Int32Array;
  readonly #options: { readonly replacement?: string };
  readonly #mark: number;

  private constructor(
    scan: Scan,
    file: BlockFile,
    digest: string,
    { vocabulary, replacement }: TextFileOptions,
  ) {
    this.vocabulary = vocabulary ?? scan.vocabulary();
    this.length = scan.symbols;
    this.digest = digest;
    this.#file = file;
    this.#before = Float64Array.from([...scan.before, scan.symbols]);
    this.#options = replacement === undefined ? {} : { replacement };
    this.#mark = scan.mark;
    const { symbols, unknown } = this.vocabulary;
    this.#ascii = new Int32Array(128).fill(Math.max(0, symbols.indexOf(replacement ?? unknown ?? '')));
    for (const [id, symbol] of symbols.entries()) {
      const codePoint = soleCodePoint(symbol);
      if (codePoint < 128) this.#ascii[codePoint] = id;
    }
  }

  /**
   * Opens a text and reads it once.
   *
   * @throws ArgumentError if the path is not a string, if an option is not valid, if the unit of
   * the vocabulary is not the code point, or if the replacement is not in the vocabulary.
   * @throws FileError if the file cannot be read, is not a regular file, is not UTF-8, is empty, or
   * changes while it is read.
   * @throws UnknownSymbolError if a symbol is not in the given vocabulary, and there is neither a
   * replacement nor an unknown symbol.
   */
  static async open(path: string, options: TextFileOptions = {}): Promise<TextFile> {
    const operation = 'TextFile.open';
    requireOptions(operation, options, { vocabulary: true, replacement: true, onProgress: true });
    requireVocabulary(operation, options);
    const scan = new Scan(operation, path, options);
    const { file, digest } = await BlockFile.open(
      operation,
      path,
      TAIL,
      options.onProgress,
      (bytes, block, length) => scan.look(bytes, block, length),
    );
    if (scan.symbols > 0) return new TextFile(scan, file, digest, options);
    file.close();
    throw new FileError(operation, `${JSON.stringify(path)} is empty; there is nothing to read.`, {
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
   * Divides the text: its last `round(N * validation)` symbols validate, the others train.
   *
   * @throws ArgumentError if one of the parts would be empty.
   */
  split(options: SplitOptions): { readonly training: FilePart; readonly validation: FilePart } {
    requireOptions('TextFile.split', options, { validation: true });
    const cut = this.length - heldOut('TextFile.split', this.length, options.validation);
    return { training: { from: 0, to: cut }, validation: { from: cut, to: this.length } };
  }

  /**
   * Returns the block that contains the symbol at `position`.
   *
   * @throws FileError if the file has changed or has been closed.
   */
  blockAt(position: number): SymbolBlock {
    const number = lastAtMost(this.#before, position);
    const { bytes, length } = this.#file.read(number, TAIL);
    const slice = bytes.subarray(...symbolsOf(bytes, length, number === 0 ? this.#mark : undefined));
    const start = this.#before[number] as number;
    const Ids = narrowest(this.vocabulary.size);
    if (!isAscii(slice)) {
      const encoded = this.vocabulary.encode(decode(slice), this.#options);
      if (encoded instanceof Ids) return { start, ids: encoded };
      const ids = new Ids(encoded.length);
      ids.set(encoded);
      return { start, ids };
    }
    const ids = new Ids(slice.length);
    for (let i = 0; i < slice.length; i++) ids[i] = this.#ascii[slice[i] as number] as number;
    return { start, ids };
  }

  /** Closes the file. Its lanes can no longer be read. */
  close(): void {
    this.#file.close();
  }
}

/** Collects what opening a text must know: its symbols, and how many precede each block. */
class Scan {
  symbols = 0;
  /** The number of symbols before each block. */
  readonly before: number[] = [];
  /** The number of bytes of the byte order mark. */
  mark = 0;
  /** Whether each code point has been met, or is in the given vocabulary. */
  readonly #known = new Uint8Array(0x110000);
  readonly #isClosed: boolean;
  readonly #size: number;

  constructor(
    private readonly operation: string,
    private readonly path: string,
    { vocabulary, replacement }: TextFileOptions,
  ) {
    this.#isClosed = vocabulary !== undefined && (replacement ?? vocabulary.unknown) === undefined;
    this.#size = vocabulary?.size ?? 0;
    for (const symbol of vocabulary?.symbols ?? []) this.#known[soleCodePoint(symbol)] = 1;
  }

  look(bytes: Uint8Array, block: number, length: number): void {
    if (block === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.mark = TAIL;
    this.before.push(this.symbols);
    const slice = bytes.subarray(...symbolsOf(bytes, length, block === 0 ? this.mark : undefined));
    if (isAscii(slice)) {
      for (let i = 0; i < slice.length; i++) {
        const codePoint = slice[i] as number;
        if (this.#known[codePoint] === 0) this.#meet(codePoint, this.symbols + i);
      }
      this.symbols += slice.length;
      return;
    }
    const text = this.#decode(slice, block);
    for (let i = 0; i < text.length; i++) {
      const codePoint = text.codePointAt(i) ?? 0;
      if (codePoint > 0xffff) i++;
      if (this.#known[codePoint] === 0) this.#meet(codePoint, this.symbols);
      this.symbols++;
    }
  }

  vocabulary(): Vocabulary {
    const symbols: string[] = [];
    for (let c = this.#known.indexOf(1); c >= 0; c = this.#known.indexOf(1, c + 1)) {
      symbols.push(String.fromCodePoint(c));
    }
    return Vocabulary.from(symbols);
  }

  #meet(codePoint: number, position: number): void {
    this.#known[codePoint] = 1;
    if (!this.#isClosed) return;
    const symbol = String.fromCodePoint(codePoint);
    throw new UnknownSymbolError(
      this.operation,
      `the symbol ${symbolName(symbol)} at position ${position} of ${JSON.stringify(this.path)} is not among the ${this.#size} symbols ` +
        "of the vocabulary; make the vocabulary of a text that has it, or choose a stand-in: { replacement: '?' }.",
      { symbol, position, size: this.#size },
    );
  }

  #decode(slice: Uint8Array, block: number): string {
    try {
      return decode(slice);
    } catch (cause) {
      throw new FileError(
        this.operation,
        `${JSON.stringify(this.path)} is not UTF-8, as its block ${block} shows; convert it first.`,
        { path: this.path, problem: 'encoding', block },
        { cause },
      );
    }
  }
}

/** Returns the code point of a symbol; one greater than all if it is longer, as special symbols may be. */
function soleCodePoint(symbol: string): number {
  const codePoint = symbol.codePointAt(0) ?? 0;
  return symbol.length === (codePoint > 0xffff ? 2 : 1) ? codePoint : 0x110000;
}

/** Returns the largest index whose element is at most `value`, in an ascending list. */
function lastAtMost(list: Float64Array, value: number): number {
  let [low, high] = [0, list.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((list[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

function requireVocabulary(
  operation: string,
  { vocabulary, replacement, onProgress }: TextFileOptions,
): void {
  if (vocabulary !== undefined && !(vocabulary instanceof Vocabulary)) {
    throw new ArgumentError(
      operation,
      `vocabulary is ${describe(vocabulary)}; it must be a Vocabulary, such as Vocabulary.of(text).`,
    );
  }
  if (vocabulary !== undefined && vocabulary.unit !== 'codePoint') {
    throw new ArgumentError(
      operation,
      `the symbols of the vocabulary are ${vocabulary.unit}s; a text is read from a file by code points. ` +
        'Read bytes as a SymbolFile, and write the ids of other units to one.',
      { unit: vocabulary.unit },
    );
  }
  if (replacement !== undefined && vocabulary === undefined) {
    throw new ArgumentError(
      operation,
      'replacement was given without a vocabulary, whose unknown symbols it replaces; give both.',
    );
  }
  if (replacement !== undefined && vocabulary?.symbols.includes(replacement) === false) {
    throw new ArgumentError(
      operation,
      `the replacement ${typeof replacement === 'string' ? symbolName(replacement) : describe(replacement)} is not in the vocabulary; choose one of its symbols.`,
      { replacement },
    );
  }
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw new ArgumentError(operation, `onProgress is ${describe(onProgress)}; it must be a function.`);
  }
}
