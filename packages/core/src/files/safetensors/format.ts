/** Bytes before the header: its length, as an unsigned 64-bit integer. */
export const LENGTH_BYTES = 8;

/** The largest header in bytes, here and in the reference implementation. */
export const MAXIMUM_HEADER_BYTES = 100_000_000;

/** The largest number of axes of a tensor in a file, as in NumPy. */
export const MOST_AXES = 64;

/**
 * The largest number of keys of an object in a header, so of tensors and of metadata entries. In
 * memory, a tensor without numbers is many times as large as its entry.
 */
export const MOST_KEYS = 2 ** 18;

/** The key of the metadata in a header. */
export const METADATA_KEY = '__metadata__';

/** A name that would reach the prototype of an object instead of a field. */
export const FORBIDDEN_NAME = '__proto__';
