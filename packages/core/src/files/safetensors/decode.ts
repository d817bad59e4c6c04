import type { Tensor } from '../../tensor/tensor.js';
import { tensorOf } from '../../tensor/tensor.js';
import { readHeader } from './read-header.js';

/** What a safetensors file holds. */
export interface Safetensors {
  /** The tensors by name, in the order of the header. */
  readonly tensors: Record<string, Tensor>;
  /** Free text by name. */
  readonly metadata: Record<string, string>;
}

/**
 * Reads a safetensors file (huggingface.co/docs/safetensors): 8 bytes with the length of the header, the header in JSON, and the numbers,
 * all little-endian. Elements may be F32, F64, F16, BF16, I32 or I64; integers only where single precision holds them exactly.
 *
 * Files from anywhere may be given: everything is checked before it is believed, and what is wrong is a `FormatError`.
 */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  const { entries, metadata, dataStart } = readHeader(bytes);
  const tensors = entries.map(({ name, type, shape, size, begin, end }) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset + dataStart + begin, end - begin);
    return [name, tensorOf(Object.freeze([...shape]), type.read(view, size, name))];
  });
  return { tensors: Object.fromEntries(tensors) as Record<string, Tensor>, metadata };
}
