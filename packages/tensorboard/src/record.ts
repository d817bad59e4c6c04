import crc32c from 'crc-32/crc32c.js';

/** Added to each CRC of a TFRecord file, since the CRC of data that contain CRCs is a poor check. */
const MASK = 0xa282ead8;

/** Returns the CRC-32C of bytes, rotated right by 15 bits and masked, as TFRecord files have it. */
function maskedCRC(bytes: Uint8Array): number {
  const crc = crc32c.buf(bytes);
  return (((crc >>> 15) | (crc << 17)) + MASK) >>> 0;
}

/**
 * Returns data as a record of a TFRecord file: the length of the data in 8 bytes, the masked
 * CRC-32C of the length, the data, and the masked CRC-32C of the data, all little-endian.
 */
export function record(data: Uint8Array): Uint8Array {
  const framed = new Uint8Array(8 + 4 + data.length + 4);
  const view = new DataView(framed.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCRC(framed.subarray(0, 8)), true);
  framed.set(data, 12);
  view.setUint32(12 + data.length, maskedCRC(data), true);
  return framed;
}
