import { CliError } from '../errors.js';
import { nameOf, type ReadingHost, readBlocks } from './read-blocks.js';

/**
 * The largest file that is read whole: 2 GiB, more than any model that fits into memory for
 * training.
 */
const MOST_BYTES = 2 ** 31;

/**
 * Reads a whole file. `what` is its purpose in messages, such as `model`.
 *
 * @throws CliError if it cannot be read, or if it is larger than 2 GiB.
 * @throws Interrupted if a stop is requested.
 */
export async function readBytes(file: string, what: string, host: ReadingHost): Promise<Uint8Array> {
  const blocks: Uint8Array[] = [];
  let size = 0;
  for await (const block of readBlocks(file, what, host)) {
    size += block.length;
    if (size > MOST_BYTES) {
      throw new CliError(
        `the ${what} ${nameOf(file)} is larger than 2 GiB, the most that this program reads.`,
      );
    }
    blocks.push(block);
  }
  return Buffer.concat(blocks, size);
}
