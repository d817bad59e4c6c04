import { fileURLToPath } from 'node:url';
import { terminalOutput } from '@tbptt/command';
import { applications } from './applications.js';
import { run } from './program.js';

process.exitCode = await run(
  process.argv.slice(2),
  applications,
  fileURLToPath(new URL('../..', import.meta.url)),
  terminalOutput(),
);
