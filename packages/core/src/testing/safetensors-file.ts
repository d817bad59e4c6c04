/**
 * Returns a file for tests, however wrong.
 *
 * @param header the header, as text or as a value that is turned into JSON
 * @param headerLength the length that the file claims for its header; the right one if omitted
 */
export function file(
  header: unknown,
  data: ArrayLike<number> = [],
  headerLength?: number | bigint,
): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength ?? json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

/** Returns a file of one tensor `x`. */
export function fileOf(dtype: string, shape: readonly number[], data: ArrayLike<number>): Uint8Array {
  return file({ x: { dtype, shape, data_offsets: [0, data.length] } }, data);
}
