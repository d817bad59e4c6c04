import type { Variant } from '@tbptt/core';
import { InvalidArgumentError } from 'commander';
import { definitionOf, expand } from './cases.js';

export const VARIANTS: readonly Variant[] = ['strict', 'relaxed', 'reference'];

/** Reads the words that name cases, one after the other. */
export function caseNames(word: string, before: readonly string[] = []): readonly string[] {
  const names = expand(word);
  const unknown = names.find((name) => definitionOf(name) === undefined);
  if (unknown !== undefined) throw new InvalidArgumentError('See --help for the names of the cases.');
  return [...before, ...names];
}

/** Reads a number of seconds. */
export function secondsOf(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value <= 3600)) {
    throw new InvalidArgumentError('It must be a number above 0 and of at most 3600.');
  }
  return value;
}
