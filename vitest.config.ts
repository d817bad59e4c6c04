import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = new URL('.', import.meta.url);
const { compilerOptions } = JSON.parse(readFileSync(new URL('tsconfig.json', root), 'utf8')) as {
  compilerOptions: { paths: Record<string, [string]> };
};

/** Where a machine wants to read the results: vitest's JSON report is written to this file. */
const report = process.env['TBPTT_TEST_REPORT'];

export default defineConfig({
  resolve: {
    // Tests run on the sources of every package: the same entries as the type check's `paths`.
    alias: Object.entries(compilerOptions.paths).map(([entry, [source]]) => ({
      find: new RegExp(`^${entry}$`),
      replacement: fileURLToPath(new URL(source, root)),
    })),
  },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'apps/*/src/**/*.test.ts',
      'oracles/src/**/*.test.ts',
      'docs/figures/*.test.ts',
      'docs/tokenizer/*.test.ts',
      'examples/src/**/*.test.ts',
      'examples/applications/src/**/*.test.ts',
      'bench/src/**/*.test.ts',
      'bench/learning/src/**/*.test.ts',
      'tools/*/src/**/*.test.ts',
      'tools/repository/*.test.ts',
    ],
    pool: 'forks',
    execArgv: ['--expose-gc'], // for the tests that watch memory
    testTimeout: 30_000,
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
  },
});
