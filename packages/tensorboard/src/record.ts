import crc32c from 'crc-32/crc32c.js';

/** What TFRecord files add to a CRC, so that the CRC of data that contain CRCs is a good one. */
const MASK = 0xa282ead8;

/** The CRC-32C of bytes, turned by 15 bits and masked, as TFRecord files have it. */
function maskedCRC(bytes: Uint8Array): number {
  const crc = crc32c.buf(bytes);
  return (((crc >>> 15) | (crc << 17)) + MASK) >>> 0;
}

/**
 * Returns data as a record of a TFRecord file: their length in 8 bytes, its masked CRC-32C, the data,
 * and their masked CRC-32C, all little-endian.
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
