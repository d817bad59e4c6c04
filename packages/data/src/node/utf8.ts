/** UTF-8 has at most this many bytes of a code point after its first. */
export const TAIL = 3;

/** Decodes whole code points. A byte order mark is one of them, wherever a block begins. */
export function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

/**
 * Returns where the code points of a block begin and end: those whose first byte is in the block.
 * `bytes` has the first bytes of the next block, too.
 */
export function symbolsOf(
  bytes: Uint8Array,
  length: number,
  mark: number | undefined,
): [first: number, end: number] {
  let first = mark ?? 0;
  // A code point that began in the block before belongs to that block.
  if (mark === undefined) while (first < Math.min(TAIL, length) && isContinuation(bytes[first])) first++;
  let end = length;
  while (end < bytes.length && isContinuation(bytes[end])) end++;
  return [Math.min(first, end), end];
}

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;
