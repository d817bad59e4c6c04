import { createHash } from 'node:crypto';
import { close, constants, fstat, open, read, readSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe } from '../arguments.js';
import { ArgumentError } from '../errors.js';
import { FileError } from './file-error.js';

/** The least length of a block in bytes. */
const LEAST_BLOCK = 1 << 14;
/** A longer file has longer blocks, so that the digests of all blocks take little memory. */
const MOST_BLOCKS = 1 << 17;
/** Opening reads a file in pieces of at least this many bytes. */
const PIECE = 1 << 20;

/**
 * Called with the number of bytes read so far and the number of bytes of the file. An error that it
 * throws ends the opening.
 */
export type OnProgress = (bytes: number, total: number) => void;

/**
 * A regular file that is read in blocks of equal length, each of which is checked to be what it was
 * when the file was opened.
 */
export class BlockFile {
  /** The length of a block in bytes. */
  readonly block: number;
  /** The number of blocks. */
  readonly blocks: number;
  readonly #operation: string;
  readonly #fd: number;
  /** The first 32 bits of the SHA-256 of each block. */
  readonly #checks: Int32Array;
  #isOpen = true;

  private constructor(
    operation: string,
    readonly path: string,
    readonly bytes: number,
    fd: number,
  ) {
    this.#operation = operation;
    this.#fd = fd;
    this.block = LEAST_BLOCK;
    while (this.block * MOST_BLOCKS < bytes) this.block *= 2;
    this.blocks = Math.ceil(bytes / this.block);
    this.#checks = new Int32Array(this.blocks);
  }

  /**
   * Opens a file and reads all its blocks. `look` is called with each block in order, followed by
   * up to `beyond` bytes of the next one.
   *
   * @returns the file, and the digest of its contents
   * @throws ArgumentError if the path is not a string
   * @throws FileError if the file cannot be read, is not a regular file, or changes meanwhile
   */
  static async open(
    operation: string,
    path: string,
    beyond: number,
    onProgress: OnProgress | undefined,
    look: (bytes: Uint8Array, block: number, length: number) => void,
  ): Promise<{ file: BlockFile; digest: string }> {
    if (typeof path !== 'string' || path === '') {
      throw new ArgumentError(operation, `the path is ${describe(path)}; it must be the path of a file.`, {
        path,
      });
    }
    // A pipe without a writer is opened at once, and refused, rather than waited for.
    // oxlint-disable-next-line typescript/no-unnecessary-condition -- Windows has no O_NONBLOCK
    const fd = await promisify(open)(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(
      (cause: unknown) => {
        throw cannotRead(operation, path, cause);
      },
    );
    try {
      const before = await promisify(fstat)(fd, { bigint: true });
      if (!before.isFile()) {
        const kind = before.isDirectory() ? 'a folder' : before.isFIFO() ? 'a pipe' : 'no regular file';
        throw new FileError(
          operation,
          `${JSON.stringify(path)} is ${kind}; it must be a file that can be read from any place. Write a pipe to a file first.`,
          { path, problem: 'irregular' },
        );
      }
      const file = new BlockFile(operation, path, Number(before.size), fd);
      const digest = await file.#lookThrough(beyond, onProgress, look);
      const after = await promisify(fstat)(fd, { bigint: true });
      if (after.size !== before.size || after.mtimeNs !== before.mtimeNs) throw file.#changed();
      return { file, digest };
    } catch (error) {
      close(fd);
      throw error;
    }
  }

  async #lookThrough(
    beyond: number,
    onProgress: OnProgress | undefined,
    look: (bytes: Uint8Array, block: number, length: number) => void,
  ): Promise<string> {
    const piece = Math.max(PIECE, this.block);
    const buffer = Buffer.allocUnsafe(piece + beyond);
    const whole = createHash('sha256');
    for (let at = 0; at < this.bytes; at += piece) {
      const there = Math.min(piece + beyond, this.bytes - at);
      for (let got = 0; got < there; ) {
        const { bytesRead } = await promisify(read)(this.#fd, buffer, got, there - got, at + got).catch(
          (cause: unknown) => {
            throw cannotRead(this.#operation, this.path, cause);
          },
        );
        if (bytesRead === 0) throw this.#changed();
        got += bytesRead;
      }
      for (let from = 0; from < Math.min(piece, there); from += this.block) {
        const end = Math.min(from + this.block, there);
        const number = (at + from) / this.block;
        const check = digestOf(buffer.subarray(from, end));
        this.#checks[number] = check.readInt32LE(0);
        whole.update(check);
        look(buffer.subarray(from, Math.min(end + beyond, there)), number, end - from);
      }
      onProgress?.(Math.min(at + piece, this.bytes), this.bytes);
    }
    return whole.digest('hex');
  }

  /**
   * Reads a block, followed by up to `beyond` bytes of the next one.
   *
   * @throws FileError if the block is not what it was, or the file is closed
   */
  read(number: number, beyond: number): { readonly bytes: Uint8Array; readonly length: number } {
    if (!this.#isOpen) {
      throw new FileError(this.#operation, `${JSON.stringify(this.path)} has been closed.`, {
        path: this.path,
        problem: 'closed',
      });
    }
    const at = number * this.block;
    const length = Math.min(this.block, this.bytes - at);
    const bytes = Buffer.allocUnsafe(Math.min(length + beyond, this.bytes - at));
    for (let got = 0; got < bytes.length; ) {
      const more = this.#readSync(bytes, got, at);
      if (more === 0) throw this.#changed();
      got += more;
    }
    if (digestOf(bytes.subarray(0, length)).readInt32LE(0) !== this.#checks[number]) throw this.#changed();
    return { bytes, length };
  }

  #readSync(bytes: Uint8Array, got: number, at: number): number {
    try {
      return readSync(this.#fd, bytes, got, bytes.length - got, at + got);
    } catch (cause) {
      throw cannotRead(this.#operation, this.path, cause);
    }
  }

  /** Closes the file, which can no longer be read. */
  close(): void {
    if (this.#isOpen) close(this.#fd);
    this.#isOpen = false;
  }

  #changed(): FileError {
    return new FileError(
      this.#operation,
      `${JSON.stringify(this.path)} has changed since it was opened; leave it as it is while it is read, or read a copy.`,
      { path: this.path, problem: 'changed' },
    );
  }
}

const digestOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

function cannotRead(operation: string, path: string, cause: unknown): FileError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new FileError(
    operation,
    `${JSON.stringify(path)} cannot be read: ${why}`,
    { path, problem: 'unreadable' },
    { cause },
  );
}
