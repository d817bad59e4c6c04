import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * The words that start a program on one processor, the last of those that this process may use;
 * none where `taskset` is missing.
 */
export function pinning(): readonly string[] {
  if (process.platform !== 'linux') return [];
  const last = lastAllowed(processStatus());
  if (last === undefined) return [];
  const words = ['taskset', '-c', last];
  const trial = spawnSync(words[0] ?? '', [...words.slice(1), 'true'], { stdio: 'ignore' });
  return trial.status === 0 ? words : [];
}

function processStatus(): string {
  try {
    return readFileSync('/proc/self/status', 'utf8');
  } catch {
    return '';
  }
}

/** `7` of `Cpus_allowed_list: 0-3,6-7`. */
export function lastAllowed(status: string): string | undefined {
  return /^Cpus_allowed_list:.*?(\d+)\s*$/m.exec(status)?.[1];
}
