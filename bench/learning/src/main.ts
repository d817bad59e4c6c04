import { terminalOutput } from '@tbptt/command';
import { charlmTrials } from './charlm/charlm-trials.js';
import { experiments } from './experiments.js';
import { run } from './program.js';
import { FOLDER } from './result-files.js';

process.exitCode = await run(process.argv.slice(2), experiments, FOLDER, terminalOutput(), {
  charlm: charlmTrials,
});
