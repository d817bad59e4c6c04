import { createHash, randomBytes } from 'node:crypto';
import { readlinkSync, rmSync } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';

/**
 * The age in milliseconds at which a temporary file of a process on another machine is considered
 * abandoned.
 */
const ABANDONED_AFTER = 24 * 60 * 60 * 1000; // ms

/**
 * The temporary files of this process that are in use. They are removed if the process exits while
 * it writes one.
 */
const inUse = new Set<string>();
process.on('exit', () => {
  for (const file of inUse) rmSync(file, { force: true });
});

/**
 * Returns the path of a new temporary file beside `target`. Its name is short, however long the
 * name of the target is, and identifies the target, the machine and the process.
 */
export function temporaryBeside(target: string): string {
  const owner = `${machine()}-${process.pid}`;
  const file = join(dirname(target), `${prefixFor(target)}${owner}-${randomBytes(4).toString('hex')}.tmp`);
  inUse.add(file);
  return file;
}

/** Registers that a temporary file has its final name or was removed. */
export function release(temporary: string): void {
  inUse.delete(temporary);
}

/** Removes a temporary file. */
export async function discard(temporary: string): Promise<void> {
  await rm(temporary, { force: true }).catch(() => {}); // the error that led here counts more
  release(temporary);
}

/**
 * Removes the temporary files for `target` whose process was killed. A file is one of them if its
 * name has the form that this program gives, if it is a regular file, and if its process is gone:
 * on this machine, no process has its number; on another machine, it is older than a day.
 */
export async function removeAbandoned(target: string): Promise<void> {
  const prefix = prefixFor(target);
  const folder = dirname(target);
  const names = await readdir(folder).catch((): string[] => []); // a folder may be written but not listed
  for (const name of names) {
    const [, owner, pid] = (name.startsWith(prefix) && NAME.exec(name.slice(prefix.length))) || [];
    const file = join(folder, name);
    if (owner === undefined || pid === undefined || inUse.has(file)) continue;
    const found = await lstat(file).catch(() => undefined);
    if (!found?.isFile()) continue;
    const old = Date.now() - found.mtimeMs > ABANDONED_AFTER;
    if (old || (owner === machine() && !isRunning(Number(pid))))
      await rm(file, { force: true }).catch(() => {});
  }
}

/** Matches the machine, the process and the random part, after the prefix. */
const NAME = /^([0-9a-f]{8})-(\d{1,10})-[0-9a-f]{8}\.tmp$/;

function prefixFor(target: string): string {
  return `.tbptt-${hash(basename(target))}-`;
}

/**
 * Identifies the space of process numbers: the machine and, on Linux, the namespace of processes,
 * which each container has for itself.
 */
function machine(): string {
  let namespace = '';
  try {
    namespace = readlinkSync('/proc/self/ns/pid');
  } catch {} // not Linux
  return hash(`${hostname()} ${namespace}`);
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false; // an earlier process of this number: what this one uses is in `inUse`
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
