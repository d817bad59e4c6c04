/**
 * Claims of docstrings that something throws, and the cases that try them.
 *
 * The errors are read from the sources: every `@throws KindError` of an exported function, and of a
 * constructor or method of an exported class. Each needs a row of cases, and each row a docstring.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** A call that must throw, or give a promise that is rejected. */
export type Attempt = () => unknown;

/** The cases by the name of what is called, `function`, `Class` or `Class.method`, and the kind of error. */
export type Claims = Readonly<Record<string, Readonly<Partial<Record<string, readonly Attempt[]>>>>>;

/** A package, and the cases of its claims. */
export interface PackageClaims {
  /** Its folder in `packages`. */
  readonly package: string;
  /** What its entries export. */
  readonly exported: object;
  readonly claims: Claims;
  /** Exported classes in which a class that is not exported shows, by the latter's name. */
  readonly shownBy?: Readonly<Record<string, string>>;
  /** Kinds of errors that may be tried by another test instead, and are then not required here. */
  readonly elsewhere?: readonly string[];
  /** The number of names whose errors must have been found at least, a guard of the reader. */
  readonly atLeast: number;
}

/** Defines the tests of a package: every documented error is tried, and every tried error documented. */
export function testClaims(given: PackageClaims): void {
  const { claims, elsewhere = [], atLeast } = given;
  const documented = documentedErrors(given);

  test('every error that a docstring names is tried', () => {
    const missing = [...documented].flatMap(([name, kinds]) =>
      [...kinds]
        .filter((kind) => !elsewhere.includes(kind) && (claims[name]?.[kind]?.length ?? 0) === 0)
        .map((kind) => `${name}: ${kind}`),
    );
    expect(missing).toEqual([]);
    expect(documented.size).toBeGreaterThanOrEqual(atLeast);
  });

  test('every error that is tried is named by the docstring', () => {
    const undocumented = Object.entries(claims).flatMap(([name, kinds]) =>
      Object.keys(kinds)
        .filter((kind) => !(documented.get(name)?.has(kind) ?? false))
        .map((kind) => `${name}: ${kind}`),
    );
    expect(undocumented).toEqual([]);
  });

  const attempts = Object.entries(claims).flatMap(([name, kinds]) =>
    Object.entries(kinds).flatMap(([kind, each = []]) =>
      each.map((attempt, i): [string, string, number, Attempt] => [name, kind, i, attempt]),
    ),
  );
  test.each(attempts)('%s throws the %s of its docstring (%i)', async (_, kind, __, attempt) => {
    expect(await thrownBy(attempt)).toMatchObject({ name: kind });
  });
}

/** What a call throws; undefined if it returns. */
async function thrownBy(attempt: Attempt): Promise<unknown> {
  try {
    await attempt();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** The kinds of errors that the docstrings of exported functions, constructors and methods name. */
function documentedErrors({
  package: folder,
  exported,
  shownBy = {},
}: PackageClaims): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const source = new URL(`../../packages/${folder}/src/`, import.meta.url);
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => /(?<!\.test)\.ts$/.test(name))) {
    for (const { name, kinds } of errorsOf(
      readFileSync(new URL(file.replaceAll('\\', '/'), source), 'utf8'),
    )) {
      const [owner = '', ...member] = name.split('.');
      const shown = shownBy[owner] ?? owner;
      if (!(shown in exported)) continue;
      const key = [shown, ...member].join('.');
      found.set(key, new Set([...(found.get(key) ?? []), ...kinds]));
    }
  }
  return found;
}

const DOCSTRING = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*/;
const DECLARATION = /(?:export |abstract |async )+(?:function\*?|class|const|interface) (\w+)/;
const MEMBER = /(?:(?:static|override|readonly|async|get|abstract|protected|public) )*\*?(\w+)[<(:]/;
/** A docstring, and the declaration of a function, class, constructor or method after it. */
const DOCUMENTED = new RegExp(`${DOCSTRING.source}(?:${DECLARATION.source}|${MEMBER.source})`, 'g');

function errorsOf(code: string): { name: string; kinds: readonly string[] }[] {
  return [...code.matchAll(DOCUMENTED)].flatMap(({ 1: text = '', 2: exported, 3: member = '', index }) => {
    const kinds = [...text.matchAll(/@throws ((?:\w+Error(?:,? and |, )?)+)/g)].flatMap(
      ([, list = '']) => list.match(/\w+Error/g) ?? [],
    );
    if (kinds.length === 0) return [];
    const owner =
      [...code.slice(0, index).matchAll(/^(?:export )?(?:abstract )?(?:class|interface|const) (\w+)/gm)].at(
        -1,
      )?.[1] ?? '';
    return [{ name: exported ?? (member === 'constructor' ? owner : `${owner}.${member}`), kinds }];
  });
}
