import { ArgumentError, FormatError, Tensor } from '@tbptt/core';
import { describe } from '@tbptt/core/operation';

/**
 * Data in which tensors and numbers that JSON does not have are null, and their values by JSON
 * pointer (RFC 6901), such as `/optimizer/slots/adam.firstMoment.head.weight`.
 */
export interface PlainData {
  readonly content: unknown;
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** `NaN`, `Infinity`, `-Infinity` and `-0`. */
  readonly numbers: Readonly<Record<string, string>>;
}

/** The numbers that JSON loses, as they are written. */
const UNUSUAL: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
]);

/**
 * Takes the tensors out of a value of plain data. Fields that are undefined are left out.
 *
 * @throws ArgumentError if a part is neither a tensor nor null, a string, a number, a truth value, or
 * an array or a plain object of such parts
 */
export function toPlainData(operation: string, value: unknown): PlainData {
  const tensors: Record<string, Tensor> = {};
  const numbers: Record<string, string> = {};
  const walk = (part: unknown, pointer: string, around: readonly unknown[]): unknown => {
    if (part === null || typeof part === 'string' || typeof part === 'boolean') return part;
    if (typeof part === 'number') {
      if (Number.isFinite(part) && !Object.is(part, -0)) return part;
      numbers[pointer] = Object.is(part, -0) ? '-0' : String(part);
      return null;
    }
    if (part instanceof Tensor) {
      tensors[pointer] = part;
      return null;
    }
    if (around.includes(part)) throw unwritable(operation, pointer, 'contains itself');
    const within = [...around, part];
    if (Array.isArray(part)) {
      return Array.from<unknown, unknown>(part, (element, i) => walk(element, `${pointer}/${i}`, within));
    }
    if (!isRecord(part)) throw unwritable(operation, pointer, `is ${describe(part)}`);
    const fields = Object.entries(part).filter(([, field]) => field !== undefined);
    return Object.fromEntries(
      fields.map(([key, field]) => [key, walk(field, `${pointer}/${escaped(key)}`, within)]),
    );
  };
  return { content: walk(value, '', []), tensors, numbers };
}

/**
 * Puts the tensors and numbers back into data that was read from a file. The content is changed.
 *
 * @throws FormatError if a pointer leads to no null
 */
export function fromPlainData(operation: string, { content, tensors, numbers }: PlainData): unknown {
  for (const [pointer, text] of Object.entries(numbers)) {
    const number = UNUSUAL.get(text);
    if (number === undefined) throw misplaced(operation, pointer, `is written as ${describe(text)}`);
    place(operation, content, pointer, number);
  }
  for (const [pointer, tensor] of Object.entries(tensors)) place(operation, content, pointer, tensor);
  return content;
}

/** Replaces the null that a pointer leads to. */
function place(operation: string, content: unknown, pointer: string, value: unknown): void {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = keys.pop();
  let parent = content;
  for (const key of keys) parent = ownField(parent, key);
  if (last === undefined || ownField(parent, last) !== null) {
    throw misplaced(operation, pointer, 'has no place in the data');
  }
  Object.defineProperty(parent, last, { value });
}

/** A pointer as messages show it, such as `data.losses.0`. */
export function pathOf(pointer: string): string {
  return pointer.slice(1).replaceAll('/', '.');
}

function ownField(parent: unknown, key: string): unknown {
  if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, key)) return undefined;
  return Reflect.get(parent, key);
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Whether a value is a plain object, of this realm or another one. */
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function unwritable(operation: string, pointer: string, problem: string): ArgumentError {
  return new ArgumentError(
    operation,
    `${pathOf(pointer)} ${problem}; a checkpoint holds tensors, and what JSON can hold: write an array by Array.from, and a map by Object.fromEntries.`,
    { pointer },
  );
}

function misplaced(operation: string, pointer: string, problem: string): FormatError {
  return new FormatError(operation, `the entry ${describe(pointer)} of the checkpoint ${problem}.`, {
    pointer,
  });
}
