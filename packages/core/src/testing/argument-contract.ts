import { TbpttError } from '../errors.js';
import { Linear } from '../nn/linear.js';
import { scalar, zeros } from '../tensor/tensor.js';
import type { TestRunner } from './kernel-contract.js';

/** A function or constructor, and arguments that are valid. */
export interface ValidCall {
  readonly call: (...given: never[]) => unknown;
  readonly given: readonly unknown[];
}

/** Values that most arguments must not have, by what they are. */
const VALUES: Readonly<Record<string, unknown>> = {
  undefined,
  null: null,
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
  'a fraction': 1.5,
  'a negative number': -1,
  zero: 0,
  'a string': 'ab',
  'an empty string': '',
  'a boolean': true,
  'a bigint': 1n,
  'a symbol': Symbol('s'),
  'an empty array': [],
  'an array of NaN': [Number.NaN, Number.NaN],
  'an array of strings': ['a', 'b'],
  'an array of nothing': [undefined, undefined],
  'an array with holes': Object.assign([], { length: 2 }),
  'an empty object': {},
  'an object without a prototype': Object.create(null),
  'a function': () => 'nothing',
  'an async function': async () => Promise.resolve(1),
  'a class': Linear,
  'a promise': Promise.resolve(1),
  'a date': new Date(0),
  'a map': new Map(),
  'a tensor without elements': zeros([0]),
  'a scalar': scalar(1),
  'a scalar of 0': zeros([]),
  'a tensor of other axes': zeros([2, 3]),
  'a tensor of five axes': zeros([1, 1, 1, 1, 1]),
  'indices of fractional lengths': { shape: [2.5, 4], data: new Int32Array(10) },
  'indices of negative lengths': { shape: [-1, -1], data: new Int32Array(1) },
  'indices of huge lengths': { shape: [2 ** 32, 4096], data: new Int32Array(8) },
  'indices with too few numbers': { shape: [4, 2], data: new Int32Array(3) },
  'indices of an ordinary array': { shape: [4, 2], data: [0, 0, 0, 0, 0, 0, 0, 0] },
  floats: new Float32Array(8),
};

/**
 * The contract of functions and constructors about their arguments: with any of them, or any option, replaced
 * by a value that makes no sense, a call returns something or throws a `TbpttError`. A TypeError from within
 * would tell nobody what was wrong.
 */
export function argumentContract(
  { describe, test }: TestRunner,
  calls: Readonly<Record<string, ValidCall>>,
): void {
  for (const [name, valid] of Object.entries(calls)) {
    describe(name, () => {
      test('takes arguments that make sense', () => {
        Reflect.apply(valid.call, undefined, valid.given);
      });
      for (const [what, value] of Object.entries(VALUES)) {
        test(`gives a result or an error of ours for ${what}`, () => {
          const foreign = foreignErrors(valid, value);
          if (foreign.length > 0) throw new Error(`${name} threw other errors:\n${foreign.join('\n')}`);
        });
      }
    });
  }
}

/** What calls with one argument, or one option, replaced by a value throw besides errors of ours. */
function foreignErrors({ call, given }: ValidCall, value: unknown): readonly string[] {
  const found: string[] = [];
  for (const [where, replaced] of replacements(given, value)) {
    try {
      Reflect.apply(call, undefined, replaced);
    } catch (error) {
      if (error instanceof TbpttError) continue;
      const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
      found.push(`${where}: ${said.split('\n').slice(0, 3).join(' ')}`);
    }
  }
  return found;
}

/** Returns the arguments with one of them, or one option, replaced, and which. */
function* replacements(
  given: readonly unknown[],
  value: unknown,
): Generator<readonly [where: string, given: readonly unknown[]]> {
  for (const [i, argument] of given.entries()) {
    yield [`argument ${i}`, replacedAt(given, i, value)];
    if (typeof argument !== 'object' || argument === null) continue;
    if (Object.getPrototypeOf(argument) !== Object.prototype) continue;
    for (const name of Object.keys(argument)) {
      yield [`option ${name}`, replacedAt(given, i, { ...argument, [name]: value })];
    }
  }
}

function replacedAt(list: readonly unknown[], index: number, value: unknown): readonly unknown[] {
  return list.map((each, i) => (i === index ? value : each));
}
