import { describe } from '../../arguments.js';
import { ArgumentError } from '../../errors.js';

/**
 * Returns a view of the bytes of any buffer or view, from any realm.
 *
 * @throws ArgumentError if the value is neither a buffer nor a view, or if its buffer is detached.
 */
export function bytesOf(operation: string, value: unknown): Uint8Array {
  const view = ArrayBuffer.isView(value) ? value : undefined;
  const buffer: unknown = view === undefined ? value : view.buffer;
  if (!isBuffer(buffer)) {
    throw new ArgumentError(
      operation,
      `the bytes are ${describe(value)}; they must be a Uint8Array or an ArrayBuffer with the content of the file, ` +
        'such as readFileSync(path) or await response.arrayBuffer().',
      { bytes: value },
    );
  }
  try {
    return view === undefined
      ? new Uint8Array(buffer)
      : new Uint8Array(buffer, view.byteOffset, view.byteLength);
  } catch (cause) {
    throw new ArgumentError(
      operation,
      'the buffer of the bytes is detached, because it was transferred elsewhere; give the bytes before, or a copy of them.',
      { bytes: value },
      { cause },
    );
  }
}

/** Returns whether a value is a buffer of this realm or another one. */
function isBuffer(value: unknown): value is ArrayBufferLike {
  const tag = Object.prototype.toString.call(value);
  return tag === '[object ArrayBuffer]' || tag === '[object SharedArrayBuffer]';
}
