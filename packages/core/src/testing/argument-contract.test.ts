import { expect, test } from 'vitest';
import { requireRange, SIZE } from '../arguments.js';
import { argumentContract, type ValidCall } from './argument-contract.js';

/** The tests of a call that fail, by name. */
function failuresOf(valid: ValidCall): readonly string[] {
  const failed: string[] = [];
  const run = (_: string, body: () => void): void => body();
  const attempt = (name: string, body: () => void): void => {
    try {
      body();
    } catch (error) {
      failed.push(`${name}: ${error instanceof Error ? error.message : ''}`);
    }
  };
  argumentContract({ describe: run, test: attempt }, { halve: valid });
  return failed;
}

test('a function that checks its arguments and options satisfies it', () => {
  const call = (x: number, options: { readonly steps: number }): number => {
    requireRange('halve', 'x', x, SIZE);
    if (typeof options === 'object' && options !== null) requireRange('halve', 'steps', options.steps, SIZE);
    return x / 2;
  };
  expect(failuresOf({ call, given: [4, { steps: 1 }] })).toEqual([]);
});

test('a function that does not is told with what it was given, and where', () => {
  const call = (x: number, options: { readonly list: readonly number[] }): number => x + options.list.length;
  const failed = failuresOf({ call, given: [4, { list: [] }] });
  expect(failed.find((text) => text.includes('for null:'))).toMatch(
    /argument 1: TypeError.*\noption list: TypeError/,
  );
  expect(failed.find((text) => text.includes('for a bigint:'))).toMatch(/argument 0: TypeError/);
});

test('arguments that are called valid must be valid', () => {
  const call = (): never => {
    throw new RangeError('no');
  };
  expect(failuresOf({ call, given: [] })).toEqual(['takes arguments that make sense: no']);
});
