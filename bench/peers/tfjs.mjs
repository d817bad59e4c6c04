// TensorFlow.js on its WebAssembly backend (SIMD, one thread). Its fastest idiom: see README.md.
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { attend, say } from '../dist/attend.js';
import { languageModel, sampling } from './tfjs/language-model.mjs';
import { leNet } from './tfjs/lenet.mjs';
import { perceptron, xor } from './tfjs/perceptron.mjs';

const { definition, symbols, seconds, idiom } = JSON.parse(process.argv[2]);
await tf.setBackend('wasm');
const workloads = { 'language model': languageModel, sampling, perceptron, lenet: leNet, xor };
const make = workloads[definition.kind];
if (make === undefined) say({ unable: `has no case of the kind ${definition.kind}` });
else {
  const { workload, ...about } = await make(definition, symbols, idiom);
  await attend(
    workload,
    { version: tf.version.tfjs, runtime: `Node ${process.versions.node}`, ...about },
    seconds,
  );
}
