import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * What each package may import of ours. Its tests may import what its manifest names as a
 * dependency for development too.
 */
const mayImport: Record<string, readonly string[]> = {
  blas: ['@tbptt/core'],
  core: [],
  data: [],
  mpi: ['@tbptt/core'],
  keras: ['@tbptt/core', '@tbptt/rnn'],
  onnx: ['@tbptt/core', '@tbptt/rnn'],
  optim: ['@tbptt/core'],
  rnn: ['@tbptt/core'],
  tensorboard: [],
};

/**
 * The folders of core from the bottom up. A folder imports itself, its own row and the rows above it in this
 * list. Plain files of `core/src` are the lowest row; its entry files import all.
 */
const coreRows: readonly (readonly string[])[] = [
  ['.'],
  ['random'],
  ['wasm'],
  ['memory'],
  ['equation'],
  ['kernels'],
  ['engine'],
  ['tensor'],
  ['autodiff'],
  ['ops'],
  ['losses'],
  ['metrics'],
  ['nn'],
  ['files'],
  ['inspection'],
  ['testing'],
  ['node'],
];
/** Packages that call libraries of the machine, and are for Node as a whole. */
const forNode: readonly string[] = ['blas', 'mpi'];
const coreEntries = ['index.ts', 'equation.ts', 'files.ts', 'node.ts', 'operation.ts', 'testing.ts'];

/** Sources that belong to no library. */
const otherSources = [
  'apps/demo-cli/src',
  'apps/playground/src',
  'bench/learning/src',
  'bench/src',
  'docs/figures',
  'examples/src',
  'oracles/src',
  'tools/browser/src',
  'tools/interop/src',
];

interface Import {
  readonly package: string;
  /** The importing file, relative to the package's `src`. */
  readonly file: string;
  readonly specifier: string;
}

/** Every `import`, `export ... from` and `import()` of the files of a package, or of another source. */
function importsOf(name: string, source = join(root, 'packages', name, 'src')): Import[] {
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .flatMap((file) =>
      specifiers(readFileSync(join(source, file), 'utf8')).map((specifier) => ({
        package: name,
        file: file.replaceAll('\\', '/').replace(/\.tsx$/, '.ts'), // imports name both alike
        specifier,
      })),
    );
}

function specifiers(code: string): string[] {
  const statement = /^\s*(?:import|export)\b(?:[^'";]*?\bfrom)?\s*['"]([^'"]+)['"]/gm;
  const call = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;
  return [statement, call].flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1] ?? ''));
}

/** What of ours the manifest of a package names as a dependency for development. */
function developmentDependencies(name: string): string[] {
  const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as {
    devDependencies?: Record<string, string>;
  };
  return Object.keys(manifest.devDependencies ?? {}).filter((dependency) => dependency.startsWith('@tbptt/'));
}

/** Tests, and the cases of kernels that the contract compares. */
const isTest = (file: string) => file.endsWith('.test.ts') || file.endsWith('.cases.ts');
const names = (allowed: readonly string[], specifier: string) =>
  allowed.some((name) => specifier === name || specifier.startsWith(`${name}/`));
const say = ({ package: name, file, specifier }: Import) => `${name}/src/${file} imports ${specifier}`;

/** The file that a relative import names, relative to the package's `src`. */
const targetOf = ({ file, specifier }: Import): string =>
  relative('.', join(dirname(file), specifier))
    .replaceAll('\\', '/')
    .replace(/\.js$/, '.ts');

/**
 * A way along imports that ends where it starts, or undefined if there is none. Imports of types
 * alone are imports too.
 */
function circleIn(imports: readonly Import[]): readonly string[] | undefined {
  const targets = new Map<string, Import[]>();
  for (const one of imports) targets.set(one.file, [...(targets.get(one.file) ?? []), one]);
  const finished = new Set<string>();
  const follow = (file: string, way: readonly string[]): readonly string[] | undefined => {
    const before = way.indexOf(file);
    if (before >= 0) return [...way.slice(before), file];
    if (finished.has(file)) return undefined;
    for (const next of targets.get(file) ?? []) {
      const circle = follow(targetOf(next), [...way, file]);
      if (circle !== undefined) return circle;
    }
    finished.add(file);
    return undefined;
  };
  for (const file of targets.keys()) {
    const circle = follow(file, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

/** The row of a file of core, or Infinity for an entry file. */
function rowOf(file: string): number {
  if (coreEntries.includes(file)) return Number.POSITIVE_INFINITY;
  const folder = file.includes('/') ? file.slice(0, file.indexOf('/')) : '.';
  const row = coreRows.findIndex((folders) => folders.includes(folder));
  if (row < 0) throw new Error(`core/src/${folder} has no place in coreRows of this test; give it one.`);
  return row;
}

describe('imports', () => {
  const all = Object.keys(mayImport).flatMap((name) => importsOf(name));

  test('are found by this test', () => {
    expect(specifiers("import {\n  a,\n} from './a.js';\nexport * from './b.js';\nimport './c.js';")).toEqual(
      ['./a.js', './b.js', './c.js'],
    );
    expect(specifiers("const f = await import('./d.js');")).toEqual(['./d.js']);
    expect(specifiers("export const text = 'from';\nexport type { T } from './e.js';")).toEqual(['./e.js']);
    expect(all.length).toBeGreaterThan(0);
  });

  test('between packages point to core only, and never out of core or data', () => {
    const wrong = all.filter(
      ({ package: name, file, specifier }) =>
        specifier.startsWith('@tbptt/') && !isTest(file) && !names(mayImport[name] ?? [], specifier),
    );
    expect(wrong.map(say)).toEqual([]);
  });

  test('of a sibling by a test have the sibling among the dependencies for development', () => {
    const wrong = all.filter(
      ({ package: name, file, specifier }) =>
        specifier.startsWith('@tbptt/') && isTest(file) && !names(developmentDependencies(name), specifier),
    );
    expect(wrong.map(say)).toEqual([]);
  });

  test('never leave the package by a relative path', () => {
    const wrong = all.filter(({ file, specifier }) => {
      const target = join(dirname(file), specifier);
      return specifier.startsWith('.') && target.startsWith('..');
    });
    expect(wrong.map(say)).toEqual([]);
  });

  test('of what is for Node alone come from the entry for Node', () => {
    const wrong = all.filter(
      ({ file, specifier }) =>
        !isTest(file) && file !== 'node.ts' && !file.startsWith('node/') && specifier.includes('/node/'),
    );
    expect(wrong.map(say)).toEqual([]);
  });

  test.each([
    ...Object.keys(mayImport).map((name) => [name, all.filter((one) => one.package === name)] as const),
    ...otherSources.map((source) => [source, importsOf(source, join(root, source))] as const),
  ])('inside %s have no circles, not even of types', (_, imports) => {
    const relativeOnes = imports.filter(({ specifier }) => specifier.startsWith('.'));
    expect(relativeOnes.length).toBeGreaterThan(0);
    expect(circleIn(relativeOnes)).toBeUndefined();
  });

  test('in a circle are found by this test', () => {
    const from = (file: string, specifier: string) => ({ package: 'p', file, specifier });
    const way = [from('a.ts', './b/c.js'), from('b/c.ts', './d.js'), from('b/d.ts', './e.js')];
    expect(circleIn(way)).toBeUndefined();
    expect(circleIn([...way, from('b/e.ts', './c.js')])).toEqual(['b/c.ts', 'b/d.ts', 'b/e.ts', 'b/c.ts']);
  });

  test('inside core point to the same row of folders or a lower one', () => {
    const wrong = all.filter(({ package: name, file, specifier }) => {
      if (name !== 'core' || isTest(file) || !specifier.startsWith('.')) return false;
      return rowOf(targetOf({ package: name, file, specifier })) > rowOf(file);
    });
    expect(wrong.map(say)).toEqual([]);
  });

  test('of the libraries name no module of Node outside tests and the folders of entries for Node', () => {
    const wrong = all.filter(
      ({ package: name, file, specifier }) =>
        !forNode.includes(name) &&
        !isTest(file) &&
        !file.startsWith('node/') &&
        specifier.startsWith('node:'),
    );
    expect(wrong.map(say)).toEqual([]);
  });
});
