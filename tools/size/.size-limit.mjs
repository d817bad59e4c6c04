/**
 * What an application pays for its imports, minified and compressed by gzip, with everything they
 * need. Built packages are measured: `pnpm build` first. A limit is raised in the commit that needs
 * it, with the reason in its message.
 */
const core = '../../packages/core/dist/index.js';
const files = '../../packages/core/dist/files.js';
const data = '../../packages/data/dist/index.js';
const optim = '../../packages/optim/dist/index.js';
const rnn = '../../packages/rnn/dist/index.js';

/** The root's `paths` lead to the sources of core beside its built files; users have the built ones alone. */
const modifyEsbuildConfig = (config) => ({
  ...config,
  tsconfigRaw: '{}',
  logOverride: { 'ignored-bare-import': 'silent' },
});

const limits = [
  {
    name: 'training a recurrent network',
    import: { [rnn]: '{ LSTM, truncatedBPTT, CharLM }', [optim]: '{ Optimizer, adam }' },
    limit: '61.2 kB',
  },
  {
    name: 'the character-level language model of the README',
    import: {
      [core]: '{ crossEntropy, seeded }',
      [data]: '{ Lanes, Vocabulary }',
      [optim]: '{ adam, clipByGlobalNorm, cosine, Optimizer }',
      [rnn]: '{ CharLM, truncatedBPTT }',
    },
    limit: '73.0 kB',
  },
  {
    name: 'the exclusive or of the README',
    import: {
      [core]: '{ Linear, meanSquaredError, seeded, Sequential, tanh, tensor }',
      [optim]: '{ adam, Optimizer }',
    },
    limit: '44.9 kB',
  },
  {
    name: 'a model saved and loaded',
    import: {
      [files]: '{ decodeSafetensors, encodeSafetensors, loadStateDictionary, stateDictionary }',
    },
    limit: '29.7 kB',
  },
  { name: 'vocabulary and lanes', import: { [data]: '{ Lanes, Vocabulary }' }, limit: '5.8 kB' },
];

export default limits.map((check) => ({ ...check, gzip: true, modifyEsbuildConfig }));
