import { fileURLToPath } from 'node:url';
import { applications } from './applications.js';
import { run } from './program.js';

const terminal = process.stderr.isTTY;
/** Where nobody looks, progress is printed at this interval, in ms. */
const QUIET = 20_000;
let latest = Date.now();

process.exitCode = await run(
  process.argv.slice(2),
  applications,
  fileURLToPath(new URL('../..', import.meta.url)),
  {
    out: (line) => console.log(line),
    error: (line) => console.error(line),
    status: (text) => {
      if (terminal) process.stderr.write(`\r\u001b[K${text.slice(0, (process.stderr.columns ?? 80) - 1)}`);
      else if (text !== '' && Date.now() - latest > QUIET) {
        latest = Date.now();
        console.error(`  ${text}`);
      }
    },
  },
);
