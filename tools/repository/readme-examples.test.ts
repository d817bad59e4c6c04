/**
 * Runs and type-checks every `ts` block of the READMEs and the guides, each as a module of its own,
 * on the sources of the packages.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { blas } from '@tbptt/blas';
import { afterAll, expect, test, vi } from 'vitest';

/** No example may keep its reader, or these tests, waiting for longer. */
const MOST_MILLISECONDS = 60_000;

interface Example {
  /** The README or guide, relative to the repository. */
  readonly readme: string;
  /** The line of its first statement, counted from 1. */
  readonly line: number;
  readonly file: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'readme-examples-'));
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
// What guides import from other authors is a dependency of the documentation.
symlinkSync(join(root, 'docs/node_modules'), join(folder, 'node_modules'));
afterAll(() => rmSync(folder, { recursive: true }));

/**
 * Writes every `ts` block to a file in which it stands as far down as in the README, so that line
 * numbers are the same.
 */
function extract(readme: string, text: string): Example[] {
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(({ index, 1: code = '' }) => {
    const line = text.slice(0, index).split('\n').length + 1;
    const file = join(folder, `${readme.replaceAll(/\W/g, '-')}-${line}.ts`);
    writeFileSync(file, '\n'.repeat(line - 1) + code);
    return { readme, line, file };
  });
}

/** Runs an example with a silent console; what it throws names the README and the line. */
async function run({ readme, line, file }: Example): Promise<void> {
  const silent = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    await import(/* @vite-ignore */ file);
  } catch (error) {
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    const thrownAt = stack.split(`${file}:`)[1]?.split(':')[0] ?? line;
    throw new Error(`${readme}:${thrownAt}: ${message}`, { cause: error });
  } finally {
    silent.mockRestore();
  }
}

/** What the compiler says about the files of some examples, by README and line. */
function compile(examples: readonly Example[]): string {
  const config = join(folder, 'tsconfig.json');
  writeFileSync(
    config,
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        noUnusedLocals: false,
        erasableSyntaxOnly: true,
        typeRoots: [join(root, 'node_modules/@types')],
      },
      files: examples.map(({ file }) => file),
      include: [],
    }),
  );
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [tsc, '-p', config, '--noEmit', '--pretty', 'false'],
    { cwd: folder, encoding: 'utf8' },
  );
  const said = examples.reduce(
    (text, { readme, file }) => text.replaceAll(file.slice(folder.length + 1), readme),
    stdout + stderr,
  );
  // Users run examples as they are, by Node's type stripping. The sources of the packages are built.
  const ofSources = (line: string): boolean =>
    line.includes('error TS1294') && !examples.some(({ readme }) => line.startsWith(readme));
  const left = said.split('\n').filter((line) => line !== '' && !ofSources(line));
  return left.length > 0 || status === 0 || said !== ''
    ? left.join('\n')
    : `tsc ended with status ${status}.`;
}

const readmes = [
  'README.md',
  ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}/README.md`),
  ...readdirSync(join(root, 'docs/guides')).map((name) => `docs/guides/${name}`),
];
const examples = readmes.flatMap((readme) => extract(readme, readFileSync(join(root, readme), 'utf8')));

test('every README and every guide has an example', () => {
  expect(readmes.filter((readme) => !examples.some((example) => example.readme === readme))).toEqual([]);
});

/** The README of `@tbptt/blas` runs where the machine has one. */
const hasBlas = await blas().then(
  () => true,
  () => false,
);
if (!hasBlas) console.log('The example of @tbptt/blas is not run: there is no BLAS.');
const runnable = examples.filter(({ readme }) => hasBlas || readme !== 'packages/blas/README.md');

test.each(runnable.map((example) => [`${example.readme}:${example.line}`, example] as const))(
  'the example at %s runs',
  async (_place, example) => {
    await expect(run(example)).resolves.toBeUndefined();
  },
  MOST_MILLISECONDS,
);

test('the types of all examples are right', { timeout: MOST_MILLISECONDS }, () => {
  expect(compile(examples)).toBe('');
});

test('a mistake is told by README and line', async () => {
  const text = "# A\n\n```ts\nconst one: number = 'one';\nthrow new Error(one);\n```\n\n```sh\nls\n```\n";
  const [wrong, ...others] = extract('a/WRONG.md', text);
  expect(others).toEqual([]);
  if (wrong === undefined) throw new Error('the example was not found');
  await expect(run(wrong)).rejects.toThrow('a/WRONG.md:5: one');
  expect(compile([wrong])).toMatch(/^a\/WRONG\.md\(4,7\): error TS2322/);
});
