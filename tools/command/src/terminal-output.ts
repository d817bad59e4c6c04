import type { ProgressOutput } from './output.js';

/** Milliseconds between two lines of status in a file or a pipe. */
const QUIET = 20_000;

/**
 * Returns an output that writes results to standard output and everything else to standard error.
 * In a terminal the status is a line that replaces itself; elsewhere it is a line every 20 seconds.
 */
export function terminalOutput(): ProgressOutput {
  const { stderr } = process;
  let latest = Date.now();
  return {
    out: (line) => console.log(line),
    error: (line) => console.error(line),
    status: (text) => {
      if (stderr.isTTY) stderr.write(`\r\u001b[K${text.slice(0, (stderr.columns ?? 80) - 1)}`);
      else if (text !== '' && Date.now() - latest > QUIET) {
        latest = Date.now();
        console.error(`  ${text.trim()}`);
      }
    },
  };
}
