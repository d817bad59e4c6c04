import { rmSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reasonOf } from '@tbptt/core/node';
import { CliError } from '../errors.js';

/**
 * Writes blocks to a file in the temporary folder, so that they can be read from any position, and
 * passes its path to `use`. The file is removed when `use` is done. If `use` has opened the file,
 * it can still be read.
 *
 * @param what The name of the blocks in messages, such as `the text from standard input`.
 * @throws CliError if they cannot be written, and whatever the blocks and `use` throw.
 */
export async function spooled<T>(
  blocks: AsyncIterable<Uint8Array>,
  what: string,
  use: (file: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'tbptt-text-')).catch((error: unknown) => {
    throw failure(what, error);
  });
  inUse.add(folder);
  try {
    const file = join(folder, 'text');
    await write(file, blocks, what);
    return await use(file);
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => {}); // an earlier error is more important
    inUse.delete(folder);
  }
}

/** Folders that are removed if the process exits while it uses them. */
const inUse = new Set<string>();
process.on('exit', () => {
  for (const folder of inUse) rmSync(folder, { recursive: true, force: true });
});

async function write(file: string, blocks: AsyncIterable<Uint8Array>, what: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600).catch((error: unknown) => {
    throw failure(what, error);
  });
  try {
    for await (const block of blocks) {
      await handle.writeFile(block).catch((error: unknown) => {
        throw failure(what, error);
      });
    }
  } finally {
    await handle.close();
  }
}

function failure(what: string, error: unknown): CliError {
  return new CliError(
    `cannot keep ${what} in the temporary folder ${JSON.stringify(tmpdir())}: ${reasonOf(error)}`,
    { cause: error },
  );
}
