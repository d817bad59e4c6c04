/** What a bundler for browsers finds behind every entry of the libraries. */
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);

interface Manifest {
  readonly name: string;
  readonly exports: Record<string, string | { readonly default: string }>;
}

interface Entry {
  /** As users write it: `@tbptt/core/equation`. */
  readonly specifier: string;
  /** Its source, an absolute path. */
  readonly source: string;
  /** The package's sources. */
  readonly folder: URL;
}

/** The entry of a package that is for Node alone, and the packages that call libraries of the machine. */
const FOR_NODE = /\/node$|^@tbptt\/(blas|mpi)$/;

/** Every entry of the packages, from the `exports` of their manifests. */
const entries: Entry[] = readdirSync(new URL('packages', root)).flatMap((name) => {
  const folder = new URL(`packages/${name}/`, root);
  const manifest = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as Manifest;
  return Object.entries(manifest.exports).flatMap(([path, target]) =>
    typeof target === 'string'
      ? []
      : [
          {
            specifier: manifest.name + path.slice(1),
            source: fileURLToPath(
              new URL(target.default.replace('./dist/', 'src/').replace(/\.js$/, '.ts'), folder),
            ),
            folder: new URL('src/', folder),
          },
        ],
  );
});

test.each(entries.filter(({ specifier }) => !FOR_NODE.test(specifier)))(
  '$specifier reaches no built-in module of Node',
  async ({ source }) => {
    const { metafile } = await build({
      entryPoints: [source],
      bundle: true,
      platform: 'browser',
      format: 'esm',
      external: ['node:*', ...builtinModules],
      tsconfig: fileURLToPath(new URL('tsconfig.json', root)),
      metafile: true,
      write: false,
      logLevel: 'silent',
    });
    const outside = Object.entries(metafile.inputs).flatMap(([file, { imports }]) =>
      imports.filter(({ external }) => external === true).map(({ path }) => `${file} imports ${path}`),
    );
    expect(Object.keys(metafile.inputs)).not.toEqual([]);
    expect(outside).toEqual([]);
  },
);

test.each(entries)('$specifier has a snapshot of the names it exports', ({ source, folder }) => {
  const file = source.slice(fileURLToPath(folder).length).replace(/\.ts$/, '.js');
  const snapshots = readdirSync(folder)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .filter((code) => code.includes(`from './${file}'`) && code.includes('Object.keys('));
  expect(snapshots, `no test beside ${source} lists Object.keys of its exports`).not.toEqual([]);
});
