import { setFlagsFromString } from 'node:v8';

// Node 20 knows fused multiply-add but asks for a flag, which must be set before the first kernel
// is compiled.
const [subject, ...rest] = process.argv.slice(2);
if (process.argv.includes('relaxed') || subject === 'char-lm') {
  setFlagsFromString('--experimental-wasm-relaxed-simd');
}

const product = process.argv.includes('--blas')
  ? await (await import('./every-product.js')).everyProduct()
  : undefined;

const output = {
  out: (line: string) => console.log(line),
  error: (line: string) => console.error(line),
};

if (subject === 'char-lm') {
  const { charLMCommand } = await import('./char-lm/command.js');
  process.exitCode = charLMCommand(rest, output, { product });
} else {
  const { command } = await import('./command.js');
  process.exitCode = command(process.argv.slice(2), output, product);
}
