import { readFile } from 'node:fs/promises';
import { defineConfig, type Options } from 'tsup';

/** A constant of a module, whole: from its first line to the line that is not indented any more. */
const constant = /^(?:export )?const .*(?:\n(?:[ \t].*)?)*/gm;

/** The start of a call whose value is used: what is assigned, an element, a property. A call that stands by itself is not met, nor one after a division, where some printers drop the space and a comment begins. */
const usedCall = /(?<=[=:,(*+-] |\[)(?=(?:new )?[A-Za-z_][\w.]*(?:<[^<>()]*>)?\()/g;

/** Tells bundlers that a constant which nobody uses can be left out: to them a call might do anything. In our modules it only makes a value. */
const pureConstants: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'pure constants',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replace(constant, (text) => text.replace(usedCall, '/* @__PURE__ */ '));
      return { loader: 'ts', contents };
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
    esbuildPlugins: [pureConstants],
    removeNodeProtocol: false,
    silent: true,
  });
}
