import { FixtureError } from './fixture-error.js';
import type { NumberArray } from './number-array.js';

/** Reads a value, or gives undefined where it has not the form wanted. */
type Parse<V> = (value: unknown, where: string) => V | undefined;

const ARRAY = 'an array { shape, data }';

/**
 * An object of a fixture file. Every getter checks what it reads and throws a `FixtureError` that
 * says where the file is wrong. A field that is null counts as absent.
 */
export class Fields {
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #read = new Set<string>();

  constructor(
    /** The file and the way to this object, for messages. */
    readonly where: string,
    value: unknown,
  ) {
    if (!isObject(value)) throw new FixtureError(where, 'this must be an object.');
    this.#object = value;
  }

  /** The same object under another description of where it is. */
  at(where: string): Fields {
    return new Fields(where, this.#object);
  }

  get names(): readonly string[] {
    return Object.keys(this.#object);
  }

  /** The fields that nobody has asked for and that say more than null, false or 0. */
  get unread(): readonly string[] {
    const neutral: readonly unknown[] = [null, false, 0];
    return this.names.filter((name) => !this.#read.has(name) && !neutral.includes(this.#object[name]));
  }

  has(name: string): boolean {
    this.#read.add(name);
    return this.#object[name] !== undefined && this.#object[name] !== null;
  }

  number(name: string, absent?: number): number {
    return this.#get(name, 'a number', numberOf, absent);
  }

  flag(name: string, absent?: boolean): boolean {
    return this.#get(
      name,
      'true or false',
      (value) => (typeof value === 'boolean' ? value : undefined),
      absent,
    );
  }

  text(name: string, absent?: string): string {
    return this.#get(name, 'a text', (value) => (typeof value === 'string' ? value : undefined), absent);
  }

  array(name: string): NumberArray {
    return this.#get(name, ARRAY, arrayOf);
  }

  /** A list of numbers. */
  numbers(name: string): readonly number[] {
    return this.#get(name, 'a list of numbers', numbersOf);
  }

  /** A list of arrays. */
  arrays(name: string): readonly NumberArray[] {
    return this.#get(name, `a list of arrays { shape, data }`, (value) => listOf(value, arrayOf));
  }

  /** An object within this one; with `optional`, an empty one where it is absent. */
  fields(name: string, optional = false): Fields {
    const where = `${this.where}, ${name}`;
    return this.#get(
      name,
      'an object',
      (value) => new Fields(where, value),
      optional ? new Fields(where, {}) : undefined,
    );
  }

  /** A list of objects. */
  list(name: string): readonly Fields[] {
    return this.#get(name, 'a list of objects', (value) => {
      if (!Array.isArray(value)) return undefined;
      return value.map((item: unknown, index) => new Fields(`${this.where}, ${name} ${index}`, item));
    });
  }

  #get<V>(name: string, form: string, parse: Parse<V>, absent?: V): V {
    const where = `${this.where}, ${name}`;
    if (!this.has(name)) {
      if (absent !== undefined) return absent;
      throw new FixtureError(where, `it is missing; it must be ${form}.`);
    }
    const value = parse(this.#object[name], where);
    if (value === undefined) throw new FixtureError(where, `it must be ${form}.`);
    return value;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON has no infinities: they are texts. */
const SPECIAL: ReadonlyMap<unknown, number> = new Map([
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['inf', Number.POSITIVE_INFINITY],
  ['NaN', Number.NaN],
]);

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : SPECIAL.get(value);
}

function listOf<V>(value: unknown, parse: (item: unknown) => V | undefined): readonly V[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const list: V[] = [];
  for (const item of value as readonly unknown[]) {
    const parsed = parse(item);
    if (parsed === undefined) return undefined;
    list.push(parsed);
  }
  return list;
}

function numbersOf(value: unknown): readonly number[] | undefined {
  return listOf(value, numberOf);
}

function arrayOf(value: unknown): NumberArray | undefined {
  if (!isObject(value)) return undefined;
  const shape = numbersOf(value['shape']);
  const data = numbersOf(value['data']);
  if (shape === undefined || data === undefined) return undefined;
  if (!shape.every((length) => Number.isInteger(length) && length >= 0)) return undefined;
  return shape.reduce((size, length) => size * length, 1) === data.length ? { shape, data } : undefined;
}
