import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { defineConfig, type Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** A constant of a module, whole: from its first line to the line that is not indented any more. */
const constant = /^(?:export )?const .*(?:\n(?:[ \t].*)?)*/gm;

/** A comment or a text, in which nothing is a call. */
const notCode = /\/\/.*|\/\*[^]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/;

/**
 * The start of a call whose value is used: what is assigned, an element, a property, an argument. A
 * call that stands by itself is not met, nor one after a division, where some printers drop the
 * space and a comment begins.
 */
const usedCall = /(?<=[=:,(*+-] |[[(])(?=(?:new )?[A-Za-z_][\w.]*(?:<[^<>()]*>)?\()/;

const notCodeOrUsedCall = new RegExp(`${notCode.source}|${usedCall.source}`, 'g');

/**
 * Tells bundlers that a constant which nobody uses can be left out: to them a call might do
 * anything. In our modules it only makes a value.
 */
export const markPure = (source: string) =>
  source.replace(constant, (text) => text.replace(notCodeOrUsedCall, (found) => found || '/* @__PURE__ */ '));

/**
 * Replaces what is beyond ASCII, which printers leave in comments only, by its escape: engines keep
 * a source with one such letter in two bytes a letter, and read it more slowly.
 */
export const inAscii = (code: string) =>
  code.replace(/[^\0-\x7f]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * Gives each name of core one import in a bundle of another package. esbuild keeps those of every
 * module, under names of their own such as `describe43`, and a host reads and links each of them.
 *
 * @param apart the entries that keep their own imports, because they share no chunk with the index
 */
const oneImport = (apart: readonly string[]): Plugin => ({
  name: 'one import',
  setup(build) {
    const entries = new Set(apart.map((name) => resolve('src', `${name}.ts`)));
    const imported = new Map<string, Set<string>>();
    build.onStart(async () => {
      imported.clear();
      for (const file of await readdir('src', { recursive: true })) {
        if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
        for (const [name, path] of importsOf(await readFile(resolve('src', file), 'utf8'))) {
          imported.set(path, (imported.get(path) ?? new Set()).add(name));
        }
      }
    });
    build.onResolve({ filter: CORE }, ({ path, importer, namespace }) => {
      const isOwn = namespace !== 'file' || entries.has(importer);
      return isOwn ? { path, external: true } : { path, namespace: 'imported', sideEffects: false };
    });
    build.onLoad({ filter: CORE, namespace: 'imported' }, ({ path }) => ({
      loader: 'ts',
      contents: `export { ${[...(imported.get(path) ?? [])].join(', ')} } from '${path}';`,
    }));
  },
});

/** Which entries a package has: names of files in `src`, without `.ts`. */
interface Entries {
  /** Those that share one chunk. */
  readonly joined: readonly string[];
  /** Those that seldom are loaded, and hold by themselves what only they need. */
  readonly apart: readonly string[];
}

/**
 * Loads sources so that one chunk holds all that the joined entries need, of which each re-exports
 * its part. A program that is not bundled pays for each file that it loads, in Node about 1.5 ms;
 * with a chunk for each set of entries core had eight.
 */
const oneChunk = ({ joined, apart }: Entries): Plugin => ({
  name: 'one chunk',
  setup(build) {
    // esbuild gives a module to the entries that reach it, so each entry reaches all that are
    // joined. It would drop an import of a module that has no effects if nothing of it is used;
    // that none has any is told to bundlers by the manifest.
    build.onResolve({ filter: RELATIVE }, ({ path, resolveDir }) => ({
      path: sourceOf(resolveDir, path),
      sideEffects: true,
    }));
    build.onLoad({ filter: SOURCE }, async ({ path }) => {
      const isEntry =
        basename(dirname(path)) === 'src' && [...joined, ...apart].includes(basename(path, '.ts'));
      const reached = isEntry ? joined.map((name) => `\nimport './${name}.js';`) : [];
      return { loader: 'ts', contents: [markPure(await readFile(path, 'utf8')), ...reached].join('') };
    });
  },
});

/**
 * Loads sources so that a package with one main entry has no chunk: entries apart import from it
 * what it exports, and hold copies of what else they share with it. A copy must be nothing but
 * functions and constants: of a class, or of a variable, there would be two.
 */
const besideIndex = (apart: readonly string[]): Plugin => ({
  name: 'beside index',
  setup(build) {
    const index = resolve('src', 'index.ts');
    const entries = new Set(apart.map((name) => resolve('src', `${name}.ts`)));
    const [ofIndex, copied] = [new Set<string>(), new Map<string, string>()];
    let exported: ReadonlyMap<string, ReadonlySet<string>>;
    build.onStart(async () => {
      exported = reexportsOf(index, await readFile(index, 'utf8'));
    });
    build.onResolve({ filter: RELATIVE }, async ({ path, resolveDir, importer, namespace }) => {
      const source = sourceOf(resolveDir, path);
      if (namespace !== 'apart' && !entries.has(importer)) return { path: source };
      const names = valuesOf(await readFile(source, 'utf8'));
      const isPublic = names.every((name) => exported.get(source)?.has(name) === true);
      if (source === index || (names.length > 0 && isPublic)) return { path: './index.js', external: true };
      return { path: source, namespace: 'apart' };
    });
    build.onLoad({ filter: SOURCE, namespace: 'file' }, async ({ path }) => {
      ofIndex.add(path);
      return { loader: 'ts', contents: markPure(await readFile(path, 'utf8')) };
    });
    build.onLoad({ filter: SOURCE, namespace: 'apart' }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      copied.set(path, text);
      return { loader: 'ts', contents: markPure(text), resolveDir: dirname(path) };
    });
    build.onEnd(() => {
      const errors = [...copied]
        .filter(([path, text]) => ofIndex.has(path) && STATE.test(text))
        .map(([path]) => ({ text: `${path} has a class or a variable, and would be there twice.` }));
      return { errors };
    });
  },
});

/** The entries that everything else of ours is built upon. */
const CORE = /^@tbptt\/core(?:\/equation|\/operation)?$/;
const RELATIVE = /^\.{1,2}\//;
const SOURCE = /[\\/]src[\\/].*\.ts$/;
const STATE =
  /^(?:export )?(?:(?:abstract )?class|let|var)\b|^(?:export )?const .*= new (?:Weak)?(?:Map|Set)\b/m;

function sourceOf(folder: string, path: string): string {
  return resolve(folder, path.replace(/\.js$/, '.ts'));
}

/** The names of the values that a module exports by their declarations. */
function valuesOf(text: string): readonly string[] {
  const declaration = /^export (?:abstract )?(?:const|let|function\*?|class) (\w+)/gm;
  return [...text.matchAll(declaration)].map(([, name = '']) => name);
}

/** The values that a module imports from core, or exports again: names and paths. */
function importsOf(text: string): readonly (readonly [name: string, path: string])[] {
  const lists = text.matchAll(/^(?:import|export) \{([^}]*)\} from '(@tbptt\/core[^']*)'/gm);
  return [...lists].flatMap(([, list = '', path = '']) =>
    [...list.matchAll(/(?<=^|,)\s*(?!type )(\w+)/g)].map(([, name = '']) => [name, path] as const),
  );
}

/** The names that a module exports of others, by their paths. */
function reexportsOf(file: string, text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const all = new Map<string, Set<string>>();
  for (const [, list = '', path = ''] of text.matchAll(/^export \{([^}]*)\} from '([^']+)'/gm)) {
    const source = sourceOf(dirname(file), path);
    const names = all.get(source) ?? new Set();
    all.set(source, names);
    for (const name of list.split(',')) names.add(name.trim());
  }
  return all;
}

interface BundleOptions {
  readonly apart?: readonly string[];
  readonly chunk?: boolean;
  readonly platform?: 'neutral' | 'node';
}

/**
 * How every package of this repository is bundled: ES modules, source maps, and module state that
 * exists once: in the main entry, or in one chunk that several share. Declarations come from `tsc`,
 * see each `tsconfig.build.json`.
 *
 * @param joined the entries
 * @param options `apart`: entries whose own modules are not to be in the chunk; `chunk`: whether
 * there is one, which entries need that share classes or state inside, by default where there are
 * several main entries; `platform`: `neutral` for libraries, which use nothing of Node, or `node`
 * for programs
 */
export function bundle(
  joined: readonly string[],
  { apart = [], platform = 'neutral', chunk = joined.length > 1 || platform === 'node' }: BundleOptions = {},
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
    plugins: [{ name: 'in ascii', renderChunk: (code) => ({ code: inAscii(code) }) }],
    esbuildPlugins: [
      chunk ? oneChunk({ joined, apart }) : besideIndex(apart),
      ...(platform === 'neutral' ? [oneImport(chunk ? [] : apart)] : []),
    ],
    // Which would leave them as they are, before the plugins are asked.
    noExternal: platform === 'neutral' ? [CORE] : [],
    removeNodeProtocol: false,
    // Of entries for Node; tests hold the others free of it. What may be missing is not taken in either.
    external: [/^node:/, '@tbptt/blas', '@tbptt/mpi'],
    silent: true,
  });
}
