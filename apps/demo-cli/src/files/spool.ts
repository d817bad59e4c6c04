import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError } from '../errors.js';
import { reason } from './reason.js';
import { discard, removeAbandoned, temporaryBeside } from './temporary-file.js';

/**
 * Writes blocks to a file in the temporary folder, so that they can be read from any place, and passes
 * its path to `use`. The file is removed when `use` is done. What has been opened by then can still be
 * read.
 *
 * @param what What the blocks are, such as `the text from standard input`.
 * @throws CliError if they cannot be written, and whatever the blocks and `use` throw.
 */
export async function spooled<T>(
  blocks: AsyncIterable<Uint8Array>,
  what: string,
  use: (file: string) => Promise<T>,
): Promise<T> {
  const target = join(tmpdir(), 'text');
  await removeAbandoned(target);
  const file = temporaryBeside(target);
  try {
    await write(file, blocks, what);
    return await use(file);
  } finally {
    await discard(file);
  }
}

async function write(file: string, blocks: AsyncIterable<Uint8Array>, what: string): Promise<void> {
  const failed = (error: unknown): CliError =>
    new CliError(
      `cannot keep ${what} in the temporary folder ${JSON.stringify(tmpdir())}: ${reason(error)}`,
      {
        cause: error,
      },
    );
  const handle = await open(file, 'wx', 0o600).catch((error: unknown) => {
    throw failed(error);
  });
  try {
    for await (const block of blocks) {
      await handle.writeFile(block).catch((error: unknown) => {
        throw failed(error);
      });
    }
  } finally {
    await handle.close();
  }
}
