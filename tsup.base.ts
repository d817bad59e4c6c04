import { readFile } from 'node:fs/promises';
import { defineConfig, type Options } from 'tsup';

/** A constant that is a definition: an equation, an activation, a cell. */
const definition = /^((?:export )?const .*? = )(?=(?:equation|pointwise|binaryEquations|cell)\()/gm;

/** Tells bundlers that a definition which nobody uses can be left out: to them a call might do anything. */
const pureDefinitions: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'pure definitions',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      return { loader: 'ts', contents: source.replace(definition, '$1/* @__PURE__ */ ') };
    });
  },
};

/**
 * How every package of this repository is bundled: ES modules, shared chunks between the entries (so that
 * module state exists once), source maps. Declarations come from `tsc`, see each `tsconfig.build.json`.
 *
 * @param entries names of the entry files in `src`, without `.ts`
 * @param platform `neutral` for libraries, which use nothing of Node; `node` for programs
 */
export function bundle(entries: readonly string[], platform: 'neutral' | 'node' = 'neutral') {
  return defineConfig({
    entry: Object.fromEntries(entries.map((name) => [name, `src/${name}.ts`])),
    format: 'esm',
    platform,
    target: 'es2022',
    splitting: true,
    sourcemap: true,
    clean: true,
    dts: false,
    esbuildPlugins: [pureDefinitions],
    removeNodeProtocol: false,
    silent: true,
  });
}
