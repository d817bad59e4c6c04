import { randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { reasonOf } from '@tbptt/core/node';
import { CliError, UsageError } from './errors.js';
import { requireWritable, writeAtomically } from './files/atomic-file.js';
import {
  type FileIdentity,
  identityOf,
  STANDARD_INPUT,
  sameFile,
  sameIdentity,
} from './files/file-identity.js';

/** A file on the command line, and the option that names it, such as `--save <file>`. */
export interface NamedFile {
  readonly option: string;
  readonly file: string;
}

/** The place where bytes were written. */
export interface Written {
  readonly file: string;
  readonly bytes: number;
  /** The reason why they are not in the file that was asked for. */
  readonly failure?: CliError;
}

/**
 * The file that a command writes. It is checked before any work is done, tried at its full size
 * before long work, and written at the end. It never replaces a file that the command reads.
 */
export class SaveFile {
  readonly #file: string;
  readonly #sources: readonly FileIdentity[];

  private constructor(file: string, sources: readonly FileIdentity[]) {
    this.#file = file;
    this.#sources = sources;
  }

  /**
   * Checks that a file can be written, and that it is not one that is read. `harm` is the
   * consequence for the message if it is.
   *
   * @throws UsageError if it is a file that is read, or `-`.
   * @throws CliError if it cannot be written.
   */
  static async open(target: NamedFile, sources: readonly NamedFile[], harm: string): Promise<SaveFile> {
    if (target.file === STANDARD_INPUT) {
      throw new UsageError(
        `option '${target.option}' argument '-' is invalid. A file is not written to standard output; a file of that name is "./-".`,
      );
    }
    for (const source of sources) {
      if (!(await sameFile(source.file, target.file))) continue;
      const read = source.file === STANDARD_INPUT ? 'standard input' : JSON.stringify(source.file);
      const names = source.file === target.file ? '' : ` (${read})`;
      throw new UsageError(
        `options '${source.option}' and '${target.option}' name the same file, ${JSON.stringify(target.file)}${names}; ${harm}`,
      );
    }
    await requireWritable(target.file);
    const identities = await Promise.all(sources.map(({ file }) => identityOf(file)));
    return new SaveFile(
      target.file,
      identities.filter((identity) => identity !== undefined),
    );
  }

  /**
   * Tries whether a file of this size can be written.
   *
   * @throws CliError if it cannot be written.
   */
  async rehearse(bytes: Uint8Array): Promise<void> {
    await requireWritable(this.#file, bytes);
  }

  /**
   * Writes the file.
   *
   * @throws CliError if it cannot be written.
   */
  async write(bytes: Uint8Array): Promise<Written> {
    const present = await identityOf(this.#file);
    if (present !== undefined && this.#sources.some((source) => sameIdentity(present, source))) {
      throw new CliError(
        `cannot write ${JSON.stringify(this.#file)}: it has become the file that was read, which is not replaced.`,
      );
    }
    await writeAtomically(this.#file, bytes);
    return { file: this.#file, bytes: bytes.length };
  }

  /**
   * Writes the file, or another one in the temporary folder if it cannot be written, so that the
   * result of hours of training is not lost.
   *
   * @throws CliError if neither can be written.
   */
  async writeOrRescue(bytes: Uint8Array): Promise<Written> {
    try {
      return await this.write(bytes);
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      const file = await rescue(this.#file, bytes, error);
      const failure = new CliError(`${error.message} The model is in ${JSON.stringify(file)} instead.`, {
        cause: error,
      });
      return { file, bytes: bytes.length, failure };
    }
  }
}

/** Writes a new file in the temporary folder and returns its path. */
async function rescue(original: string, bytes: Uint8Array, failure: CliError): Promise<string> {
  const name = basename(original, '.safetensors').slice(0, 40);
  const file = join(tmpdir(), `tbptt-${name}-${randomBytes(4).toString('hex')}.safetensors`);
  try {
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
    } finally {
      await handle.close();
    }
    return file;
  } catch (error) {
    await rm(file, { force: true }).catch(() => {});
    throw new CliError(
      `${failure.message} The model is lost, since the temporary folder cannot hold it either: cannot write ${JSON.stringify(file)}: ${reasonOf(error)}`,
      { cause: failure },
    );
  }
}
