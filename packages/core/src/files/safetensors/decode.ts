import { type Tensor, tensorOf } from '../../tensor/tensor.js';
import { bytesOf } from './bytes-of.js';
import { readHeader } from './read-header.js';
import { Words } from './words.js';

/** The content of a safetensors file. */
export interface Safetensors {
  /** The tensors by name, in the order of the header. */
  readonly tensors: Record<string, Tensor>;
  /** Free text by name. */
  readonly metadata: Record<string, string>;
}

/**
 * Decodes a safetensors file (huggingface.co/docs/safetensors): 8 bytes with the length of the
 * header, the header in JSON, and the numbers, all little-endian.
 *
 * The numbers are copied. F32, F16, BF16, BOOL and whole numbers of 8 and 16 bits become single
 * precision. F64 and whole numbers of 32 and 64 bits become double precision, which holds whole
 * numbers up to 2^53 exactly.
 *
 * Files from anywhere can be given: every size is checked before memory is allocated for it.
 *
 * ```ts
 * loadStateDictionary(model, decodeSafetensors(readFileSync('model.safetensors')).tensors);
 * ```
 *
 * @param bytes the whole file, as a buffer or as any view of one
 * @throws FormatError if the file is not well formed, or has numbers that cannot be read exactly.
 * @throws ArgumentError if `bytes` is neither a buffer nor a view of one.
 */
export function decodeSafetensors(bytes: ArrayBufferLike | ArrayBufferView): Safetensors {
  const file = bytesOf('decodeSafetensors', bytes);
  const { entries, metadata, dataStart } = readHeader(file);
  const tensors: Record<string, Tensor> = {};
  for (const { name, type, shape, begin, end } of entries) {
    const words = new Words(file.subarray(dataStart + begin, dataStart + end), type.wordBytes);
    tensors[name] = tensorOf(shape, type.read(words, name));
  }
  return { tensors, metadata };
}
