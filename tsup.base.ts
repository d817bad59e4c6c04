import { defineConfig } from 'tsup';

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
    removeNodeProtocol: false,
    silent: true,
  });
}
