import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { defineConfig, type Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** A constant of a module, whole: from its first line to the line that is not indented any more. */
const constant = /^(?:export )?const .*(?:\n(?:[ \t].*)?)*/gm;

/** The start of a call whose value is used: what is assigned, an element, a property. A call that stands by itself is not met, nor one after a division, where some printers drop the space and a comment begins. */
const usedCall = /(?<=[=:,(*+-] |\[)(?=(?:new )?[A-Za-z_][\w.]*(?:<[^<>()]*>)?\()/g;

/** Tells bundlers that a constant which nobody uses can be left out: to them a call might do anything. In our modules it only makes a value. */
const markPure = (source: string) =>
  source.replace(constant, (text) => text.replace(usedCall, '/* @__PURE__ */ '));

/** Which entries a package has: names of files in `src`, without `.ts`. */
interface Entries {
  /** Those that share one chunk. */
  readonly joined: readonly string[];
  /** Those that seldom are loaded, and hold by themselves what only they need. */
  readonly apart: readonly string[];
}

/**
 * Loads sources so that one chunk holds all that the joined entries need, of which each re-exports its part. A program that is not
 * bundled pays for each file that it loads, in Node about 1.5 ms; with a chunk for each set of entries core had eight.
 */
const oneChunk = ({ joined, apart }: Entries): Plugin => ({
  name: 'one chunk',
  setup(build) {
    // esbuild gives a module to the entries that reach it, so each entry reaches all that are joined. It would drop an import of a
    // module that has no effects if nothing of it is used; that none has any is told to bundlers by the manifest.
    build.onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, path.replace(/\.js$/, '.ts')),
      sideEffects: true,
    }));
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
      const isEntry =
        basename(dirname(path)) === 'src' && [...joined, ...apart].includes(basename(path, '.ts'));
      const reached = isEntry ? joined.map((name) => `\nimport './${name}.js';`) : [];
      return { loader: 'ts', contents: [markPure(await readFile(path, 'utf8')), ...reached].join('') };
    });
  },
});

/**
 * How every package of this repository is bundled: ES modules, one chunk that the entries share (so that module state exists once),
 * source maps. Declarations come from `tsc`, see each `tsconfig.build.json`.
 *
 * @param joined the entries
 * @param options `apart`: entries whose own modules are not to be in the chunk; `platform`: `neutral` for libraries, which use nothing of
 * Node, or `node` for programs
 */
export function bundle(
  joined: readonly string[],
  { apart = [], platform = 'neutral' }: { apart?: readonly string[]; platform?: 'neutral' | 'node' } = {},
) {
  return defineConfig({
    entry: Object.fromEntries([...joined, ...apart].map((name) => [name, `src/${name}.ts`])),
    format: 'esm',
    platform,
    target: 'es2022',
    splitting: true,
    sourcemap: true,
    clean: true,
    dts: false,
    esbuildPlugins: [oneChunk({ joined, apart })],
    removeNodeProtocol: false,
    external: [/^node:/], // of entries for Node; tests hold the others free of it
    silent: true,
  });
}
