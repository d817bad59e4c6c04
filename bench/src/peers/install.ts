import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BenchError } from '../bench-error.js';
import { PEERS } from '../places.js';

/** Installs the JavaScript peers by their lock file unless that is done; none of their scripts runs. */
export function installPeers(tell: (line: string) => void, folder = PEERS): void {
  const lock = join(folder, 'package-lock.json');
  const installed = join(folder, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  tell('Installing the peers, about 300 MB, into bench/peers/node_modules.');
  const { status, error } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32', // there npm is a script
  });
  if (status === 0) return;
  throw new BenchError(`the peers cannot be installed: ${error?.message ?? `npm ended with ${status}`}`);
}
