/**
 * The guides that compare with others name things of ours that exist, and name everything that is new
 * to somebody who comes from there.
 */
import { readFileSync } from 'node:fs';
import * as core from '@tbptt/core';
import * as data from '@tbptt/data';
import { expect, test } from 'vitest';

const guides = { coming: 'coming-from.md', comparison: 'comparison.md' } as const;
/** A guide without its examples. */
const read = (guide: string): string =>
  readFileSync(new URL(`../../docs/guides/${guide}`, import.meta.url), 'utf8').replaceAll(
    /^```.*?^```/gms,
    '',
  );
/** What all entries of all packages export; `paths` names them. */
const { compilerOptions } = JSON.parse(
  readFileSync(new URL('../../tsconfig.json', import.meta.url), 'utf8'),
) as { readonly compilerOptions: { readonly paths: Readonly<Record<string, unknown>> } };
const exported = new Set<string>();
for (const entry of Object.keys(compilerOptions.paths)) {
  for (const name of Object.keys((await import(entry)) as object)) exported.add(name);
}

/** The variables and options of examples, members without their object, and words of the language. */
const VARIABLES = new Set(
  [
    'a B b await batch between bias biasHh biasIh bytes C chain closure const D dictionary dropout',
    'epochs eps False group H heads ids ignoredIndex input inputs lanes layer layers lengths loss',
    'lstm model N new number of one optimizer other outputs p parameters plain random resets',
    'return_sequences rows scheduler seed seeds sequences series state stop stream T targets',
    'tensor text tokens two undefined unroll V values vocabulary weight x y',
  ]
    .join(' ')
    .split(' '),
);

/** The cells of the column `here` of every table of a text. */
function ownCells(text: string): string[] {
  const cells: string[] = [];
  let column = -1;
  for (const line of text.split('\n')) {
    if (!line.startsWith('|')) {
      column = -1;
      continue;
    }
    const row = line.split('|').map((cell) => cell.trim());
    if (column < 0) column = row.indexOf('here');
    else if (column > 0) cells.push(row[column] ?? '');
  }
  return cells;
}

/**
 * The names in code of a cell that must be exports: what is called or made, and what stands alone.
 * Options in braces, members after a point and texts in quotes are none.
 */
function namesOf(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, code = '']) => {
    const bare = code
      .replaceAll(/\{[^{}]*\}/g, '')
      .replaceAll(/'[^']*'/g, '')
      .replaceAll(/@[\w/-]+/g, '');
    return (bare.match(/(?<![.\w])[A-Za-z]\w*/g) ?? []).filter((name) => !VARIABLES.has(name));
  });
}

test.each(Object.values(guides))('what %s says is here is an export', (guide) => {
  const named = ownCells(read(guide)).flatMap(namesOf);
  expect(named.length).toBeGreaterThan(40);
  expect([...new Set(named.filter((name) => !exported.has(name)))]).toEqual([]);
});

test('a name that is no export is found', () => {
  const table = '| there | here |\n|---|---|\n| `nn.X` | `new Nothing(D, { random })`, `sum(x)`, `lost` |\n';
  expect(ownCells(table)).toHaveLength(2);
  expect(ownCells(table).flatMap(namesOf)).toEqual(['Nothing', 'sum', 'lost']);
});

test('every operation, layer, loss, metric and initializer has its name elsewhere', () => {
  const inCode = new Set(
    [...read(guides.coming).matchAll(/`[^`]+`/g)].flatMap(([code]) => code.match(/\w+/g) ?? []),
  );
  // What people look for by the name of another library. What only exists here has its guides.
  const looked = Object.entries({ ...core, ...data })
    .filter(([name, value]) => typeof value === 'function' && !name.endsWith('Error'))
    .map(([name]) => name)
    .filter((name) => !ONLY_HERE.has(name));
  expect(looked.filter((name) => !inCode.has(name))).toEqual([]);
});

/** Exports that have no counterpart, or the same name everywhere. */
const ONLY_HERE = new Set(
  [
    'Tensor Engine applyLayer explain formatExplanation gradientHealth formatGradientHealth',
    'addingProblem copyMemory mackeyGlass nGramBits parity temporalOrder xor',
    'continualReber embeddedReberString reberString',
  ]
    .join(' ')
    .split(' '),
);
