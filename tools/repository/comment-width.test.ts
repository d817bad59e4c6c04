import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** What is installed, built or kept by tools. */
const NOT_OURS = new Set(['node_modules', 'dist', 'site', '.git', '.turbo', 'coverage']);

/** The width that biome is told. It lays out code, but leaves comments as they are. */
const { formatter } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8')) as {
  formatter: { lineWidth: number };
};

/** All sources below a folder, relative to the root. */
function sourcesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : sourcesIn(path);
    return /\.(ts|mjs|js)$/.test(entry.name) ? [path] : [];
  });
}

/**
 * The lines with a comment that goes beyond the width. Rows of tables, and what a linter must find
 * on its line, cannot be wrapped.
 */
function tooWide(code: string, width: number): string[] {
  return code
    .split('\n')
    .filter((line) => Array.from(line).length > width)
    .filter((line) => /^\s*(\*|\/\*|\/\/)/.test(line) || /[;,{}()[\]] \/\/ [^'"`]*$/.test(line))
    .filter((line) => !/^\s*\* \|/.test(line) && !line.includes('oxlint-disable'));
}

test('comments are no wider than code', () => {
  const sources = sourcesIn('.');
  expect(sources.length).toBeGreaterThan(500);
  const wide = sources.flatMap((path) =>
    tooWide(readFileSync(join(root, path), 'utf8'), formatter.lineWidth).map(
      (line) => `${path}: ${line.trim()}`,
    ),
  );
  expect(wide).toEqual([]);
});

test('comments that are too wide are found by this test', () => {
  const code = [
    '// 3456789 1',
    '/** 56789 1 */',
    ' * 456789 1',
    "f('// 6789 1');",
    'f(); // 89 1',
    'f(3456789, 1);',
  ];
  expect(tooWide(code.join('\n'), 9)).toEqual([code[0], code[1], code[2], code[4]]);
  expect(tooWide(code.join('\n'), 20)).toEqual([]);
  expect(tooWide(' * | a | table |\nf(); // oxlint-disable-line', 9)).toEqual([]);
});
