import { close, constants, createReadStream, fstat, open } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { isatty, ReadStream } from 'node:tty';
import { promisify } from 'node:util';
import { reasonOf } from '@tbptt/core/node';
import { CliError } from '../errors.js';
import type { Host } from '../host.js';
import { Interrupted } from '../interruption.js';
import { STANDARD_INPUT } from './file-identity.js';

/** The parts of a host that reading uses. */
export type ReadingHost = Pick<Host, 'in' | 'interruption'>;

const BLOCK = 1 << 20; // bytes

/** Paths of standard input, which the system cannot open again if it is a socket. */
const INPUTS = [STANDARD_INPUT, '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0'];

/**
 * Yields a file block by block: a regular file, a pipe, a device, or standard input for `-`. `what`
 * is the purpose of the file in messages, such as `text`.
 *
 * @throws CliError if it cannot be read.
 * @throws Interrupted if a stop is requested, even while it waits for data.
 */
export async function* readBlocks(file: string, what: string, host: ReadingHost): AsyncGenerator<Uint8Array> {
  const { interruption } = host;
  let stream: Readable | undefined;
  const unsubscribe = interruption.onRequest(() => stream?.destroy());
  try {
    stream = INPUTS.includes(file) ? host.in : await openStream(file);
    if (!interruption.requested) for await (const block of stream) yield block as Uint8Array;
  } catch (error) {
    if (interruption.requested) throw new Interrupted();
    throw new CliError(`cannot read the ${what} ${nameOf(file)}: ${reasonOf(error)}`, { cause: error });
  } finally {
    unsubscribe();
    stream?.destroy();
  }
  if (interruption.requested) throw new Interrupted();
}

/** The name of a file in messages. */
export function nameOf(file: string): string {
  return file === STANDARD_INPUT ? 'from standard input' : JSON.stringify(file);
}

/**
 * Opens a file without waiting for a writer. Pipes and terminals are read by events: a thread that
 * waits in the system could not be stopped, and the process would wait for it when it exits.
 */
async function openStream(file: string): Promise<Readable> {
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- Windows has no O_NONBLOCK
  const fd = await promisify(open)(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const found = await promisify(fstat)(fd);
    if (found.isFIFO()) return new Socket({ fd, readable: true, writable: false });
    if (isatty(fd)) return new ReadStream(fd);
    return createReadStream(file, { fd, highWaterMark: BLOCK });
  } catch (error) {
    close(fd);
    throw error;
  }
}
