import { describe, isInRange, requireList } from './arguments.js';
import { ArgumentError } from './errors.js';

/** The ids that an `Int32Array` can hold. */
const ID = { least: 0, most: 2 ** 31 - 1, whole: true };

/** Whether a value is an `Int32Array`, of this realm or of another. */
export function isInt32Array(value: unknown): value is Int32Array {
  return tagOf(value) === 'Int32Array';
}

/** Whether a value is a `Float32Array`, of this realm or of another. */
export function isFloat32Array(value: unknown): value is Float32Array {
  return tagOf(value) === 'Float32Array';
}

/** The name of the kind of a typed array. `instanceof` knows those of its own realm only. */
function tagOf(value: unknown): string {
  return ArrayBuffer.isView(value) ? Object.prototype.toString.call(value).slice(8, -1) : '';
}

/** Whether a value is an id. */
export function isId(value: unknown): value is number {
  return isInRange(value, ID);
}

/**
 * Returns ids as an `Int32Array` of this realm: the array itself if it is one, else a copy.
 *
 * @throws ArgumentError if `ids` is not a list, or if an element is not a whole number of at least
 * 0.
 */
export function toIds(operation: string, ids: ArrayLike<number>): Int32Array {
  requireList(operation, 'ids', ids, 'ids, such as Vocabulary.encode returns');
  requireIds(operation, ids);
  return ids instanceof Int32Array ? ids : Int32Array.from(ids);
}

/**
 * Checks each id of a list. The message adds `place` to the position.
 *
 * @throws ArgumentError if an element is not a whole number of at least 0.
 */
export function requireIds(operation: string, ids: ArrayLike<number>, place = ''): void {
  if (ids instanceof Int32Array && !hasNegative(ids)) return;
  for (let i = 0; i < ids.length; i++) {
    if (!isId(ids[i])) throw idError(operation, ids[i], i, { place });
  }
}

/**
 * The sign bit of all numbers together: the one loop over a long text has one operation for each
 * symbol. It takes four in a round, so that a short text ends before an engine compiles the loop.
 */
function hasNegative(integers: Int32Array): boolean {
  const inRounds = integers.length & ~3;
  let bits = 0;
  for (let i = 0; i < inRounds; i += 4) {
    bits |= (integers[i] as number) | (integers[i + 1] as number);
    bits |= (integers[i + 2] as number) | (integers[i + 3] as number);
  }
  for (let i = inRounds; i < integers.length; i++) bits |= integers[i] as number;
  return bits < 0;
}

/**
 * The error for an id that stands for no symbol; `size` is the number of symbols, if that is known.
 */
export function idError(
  operation: string,
  id: unknown,
  position: number,
  { place = '', size }: { readonly place?: string; readonly size?: number } = {},
): ArgumentError {
  const rule =
    size !== undefined
      ? `from 0 to ${size - 1} in this vocabulary; check that the ids were encoded by the same one.`
      : typeof id === 'number' && id > ID.most
        ? `from 0 to ${ID.most}, as Vocabulary.encode gives them.`
        : 'from 0 up, as Vocabulary.encode gives them.';
  return new ArgumentError(
    operation,
    `the id ${describe(id)} at position ${position}${place} stands for no symbol; ids are integers ${rule}`,
    { id, position, ...(size === undefined ? {} : { size }) },
  );
}
