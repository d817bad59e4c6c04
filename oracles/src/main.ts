import { setFlagsFromString } from 'node:v8';

// Node 20 knows fused multiply-add but asks for a flag, which must be set before the first kernel is compiled.
if (process.argv.includes('relaxed')) setFlagsFromString('--experimental-wasm-relaxed-simd');

const { command } = await import('./command.js');
process.exitCode = command(process.argv.slice(2), {
  out: (line) => console.log(line),
  error: (line) => console.error(line),
});
