declare module 'crc-32/crc32c.js' {
  const table: { buf(bytes: ArrayLike<number>, seed?: number): number };
  export default table;
}
