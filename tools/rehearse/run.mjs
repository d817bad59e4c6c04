import { spawnSync } from 'node:child_process';
import process from 'node:process';

/** Whether a command ends well, ten minutes at most; and what it printed. */
export function attempt(command, args, { cwd, env = {} }) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    timeout: 600_000,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', NO_COLOR: '1', CI: 'true', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  return {
    succeeded: status === 0,
    stdout: stdout ?? '',
    all: `${stdout ?? ''}${stderr ?? ''}${error ?? ''}`,
  };
}

/** Runs a command that has to end well: what it prints is thrown if it does not, and given if it does. */
export function run(command, args, options) {
  const { succeeded, stdout, all } = attempt(command, args, options);
  if (!succeeded) throw new Error(`${command} ${args.join(' ')} (in ${options.cwd}):\n${all}`);
  return stdout;
}
