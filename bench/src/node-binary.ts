import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BenchError } from './bench-error.js';

const require = createRequire(import.meta.url);

/**
 * The program of a Node version: of the present one, of an optional dependency of this workspace
 * (`node24`, `node26`), or a path that is returned as it is.
 */
export function nodeBinary(choice: string | undefined): string {
  if (choice === undefined || choice === process.versions.node.split('.')[0]) return process.execPath;
  if (/^\d+$/.test(choice)) {
    try {
      const binary = join(dirname(require.resolve(`node${choice}/package.json`)), 'bin', 'node');
      if (existsSync(binary)) return binary;
    } catch {
      // not installed on this system; the error below says what to do
    }
    throw new BenchError(
      `Node ${choice} is neither the present one (${process.version}) nor installed as a dependency of bench/; give the path of its program.`,
    );
  }
  if (!existsSync(choice))
    throw new BenchError(`there is no program ${choice}; give a path, or 20, 24 or 26.`);
  return choice;
}
