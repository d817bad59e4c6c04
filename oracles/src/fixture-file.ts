import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Fields } from './fields.js';
import { FixtureError } from './fixture-error.js';
import type { OracleCase } from './oracle.js';

/** A file of recorded results. */
export interface FixtureFile {
  /** Without the folder. */
  readonly name: string;
  readonly cases: readonly OracleCase[];
}

/**
 * The files of a folder that end in `.json`, in the order of their names. A `FixtureError` unless
 * there is one.
 */
export function fixturePaths(folder: string): readonly string[] {
  const status = attempt(folder, () => statSync(folder));
  if (!status.isDirectory())
    throw new FixtureError(folder, 'this is no folder; name the folder in which the *.json files are.');
  const names = attempt(folder, () => readdirSync(folder)).filter((name) => name.endsWith('.json'));
  if (names.length === 0) throw new FixtureError(folder, 'there is no *.json file in it.');
  return names.toSorted().map((name) => join(folder, name));
}

/**
 * Reads a file: `{ about, cases: [{ op, options, ... }] }`. Throws a `FixtureError` where it is not
 * of that form.
 */
export function readFixtureFile(path: string): FixtureFile {
  const name = basename(path);
  const text = attempt(path, () => readFileSync(path, 'utf8'));
  const cases = new Fields(name, parsed(path, text)).list('cases');
  return {
    name,
    cases: cases.map((fields, index) => {
      const op = fields.text('op');
      const where = `${name}, case ${index} (${op})`;
      const located = fields.at(where);
      return { op, index, fields: located, options: located.fields('options', true) };
    }),
  };
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FixtureError(path, `this is no JSON: ${firstLine(error)}.`);
  }
}

function attempt<R>(path: string, read: () => R): R {
  try {
    return read();
  } catch (error) {
    throw new FixtureError(path, `cannot be read: ${firstLine(error)}.`);
  }
}

/** The first line of an error's message. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n')[0] ?? '').replace(/\.$/, '');
}
