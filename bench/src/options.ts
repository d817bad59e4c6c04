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

/** Reads a number of seconds above 0. */
export function secondsOf(text: string): number {
  return numberOf(text, (value) => value > 0 && value <= 3600, 'a number above 0 and of at most 3600');
}

/** Reads a number of seconds for which something is trained, or 0. */
export function trainingOf(text: string): number {
  return numberOf(text, (value) => value >= 0 && value <= 86_400, 'a number from 0 to 86400');
}

function numberOf(text: string, fits: (value: number) => boolean, rule: string): number {
  const value = Number(text);
  if (text.trim() === '' || !fits(value)) throw new InvalidArgumentError(`It must be ${rule}.`);
  return value;
}
