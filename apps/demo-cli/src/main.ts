#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { supportsWideVectors } from './wide-vectors.js';

// Node 20 has fused multiply-add behind a flag, which must be set before the first kernel is
// compiled.
const major = Number.parseInt(process.versions.node, 10);
if (major < 22 && !process.argv.includes('--strict')) setFlagsFromString('--experimental-wasm-relaxed-simd');
if (process.argv.includes('--wide') && supportsWideVectors())
  setFlagsFromString('--experimental-wasm-revectorize');

const { end, hostOfProcess } = await import('./host.js');
const { run } = await import('./program.js');
end(await run(process.argv.slice(2), hostOfProcess()));
