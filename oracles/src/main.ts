import { command } from './command.js';

process.exitCode = command(process.argv.slice(2), {
  out: (line) => console.log(line),
  error: (line) => console.error(line),
});
