// jax-js on WebAssembly: a whole training step, Adam and clipping with it, as one jitted function
// over the unrolled window (there is no scan).
import { createRequire } from 'node:module';
import { defaultDevice, init } from '@jax-js/jax';
import { attend, say } from '../dist/attend.js';
import { languageModel, sampling } from './jax/language-model.mjs';
import { perceptron, xor } from './jax/perceptron.mjs';

const { definition, symbols, seconds } = JSON.parse(process.argv[2]);
await init('wasm');
defaultDevice('wasm');
const make = { 'language model': languageModel, sampling, perceptron, xor }[definition.kind];
const { version } = createRequire(import.meta.url)('./node_modules/@jax-js/jax/package.json');
if (make === undefined) say({ unable: `has no case of the kind ${definition.kind}` });
else {
  const { workload, ...about } = make(definition, symbols);
  await attend(workload, { version, runtime: `Node ${process.versions.node}`, ...about }, seconds);
}
