// Builds one workspace and what it needs. What turbo says goes to standard error, so that the
// standard output of the program that is run next can be read by another.
import { spawnSync } from 'node:child_process';
import process from 'node:process';

const [workspace = ''] = process.argv.slice(2);
const { status, error } = spawnSync(
  'turbo',
  ['run', 'build', `--filter=${workspace}`, '--output-logs=errors-only'],
  {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
    shell: process.platform === 'win32', // there turbo is a script
  },
);
if (error) console.error(error.message);
process.exitCode = status ?? 1;
