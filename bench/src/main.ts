import { run } from './program.js';

process.exitCode = await run(process.argv.slice(2), {
  out: (line) => console.log(line),
  error: (line) => console.error(line),
});
