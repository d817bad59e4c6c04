/** UTF-8 has at most this many bytes of a code point after its first. */
export const TAIL = 3;

/** Decodes whole code points. A byte order mark is one of them, wherever a block begins. */
export function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

/**
 * Where the code points that begin in a block begin and end; `bytes` has the next block's first
 * bytes too.
 */
export function symbolsOf(
  bytes: Uint8Array,
  length: number,
  mark: number | undefined,
): [first: number, end: number] {
  let first = mark ?? 0;
  // What follows the first byte of a code point that begins in the block before.
  if (mark === undefined) while (first < Math.min(TAIL, length) && isContinuation(bytes[first])) first++;
  let end = length;
  while (end < bytes.length && isContinuation(bytes[end])) end++;
  return [Math.min(first, end), end];
}

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;
