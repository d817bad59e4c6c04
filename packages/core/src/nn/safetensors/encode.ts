import type { Tensor } from '../../tensor/tensor.js';
import { SafetensorsError } from './errors.js';
import { FORBIDDEN_NAME, LENGTH_BYTES, MAXIMUM_HEADER_BYTES, METADATA_KEY } from './read-header.js';

const ELEMENT_BYTES = 4;

/**
 * Writes tensors as a safetensors file (huggingface.co/docs/safetensors), in single precision (F32), in the order of the record.
 * `metadata` is free text by name. The numbers start on a multiple of 8 bytes.
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const header = new TextEncoder().encode(headerOf(tensors, metadata));
  if (header.length > MAXIMUM_HEADER_BYTES) {
    throw new SafetensorsError(
      `the header has ${header.length} bytes; at most ${MAXIMUM_HEADER_BYTES} are allowed.`,
    );
  }
  const dataStart = LENGTH_BYTES + Math.ceil(header.length / 8) * 8;
  const size = Object.values(tensors).reduce((sum, tensor) => sum + tensor.size, 0);
  const bytes = new Uint8Array(dataStart + size * ELEMENT_BYTES);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(dataStart - LENGTH_BYTES), true);
  bytes.fill(' '.charCodeAt(0), LENGTH_BYTES, dataStart);
  bytes.set(header, LENGTH_BYTES);
  let offset = dataStart;
  for (const tensor of Object.values(tensors)) {
    for (const number of tensor.read()) {
      view.setFloat32(offset, number, true);
      offset += ELEMENT_BYTES;
    }
  }
  return bytes;
}

function headerOf(
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> | undefined,
): string {
  const entries: [string, unknown][] = [];
  if (metadata !== undefined) {
    if (Object.hasOwn(metadata, FORBIDDEN_NAME)) {
      throw new SafetensorsError(`metadata cannot have the name '${FORBIDDEN_NAME}'.`);
    }
    entries.push([METADATA_KEY, metadata]);
  }
  let begin = 0;
  for (const [name, { shape, size }] of Object.entries(tensors)) {
    if (name === METADATA_KEY || name === FORBIDDEN_NAME) {
      throw new SafetensorsError(`a tensor cannot have the name '${name}'.`);
    }
    const end = begin + size * ELEMENT_BYTES;
    entries.push([name, { dtype: 'F32', shape, data_offsets: [begin, end] }]);
    begin = end;
  }
  return JSON.stringify(Object.fromEntries(entries));
}
