/**
 * Whether the V8 of this Node has the flag `--experimental-wasm-revectorize`, which makes vectors
 * of 256 bits.
 */
export function supportsWideVectors(node = process.versions.node): boolean {
  return Number.parseInt(node, 10) >= 24;
}
