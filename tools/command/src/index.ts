export { countOf } from './count-of.js';
export type { Output, ProgressOutput } from './output.js';
export { runCommand } from './run-command.js';
export { terminalOutput } from './terminal-output.js';
