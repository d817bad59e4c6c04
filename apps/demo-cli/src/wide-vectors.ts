/** Whether V8 of this Node makes vectors of 256 bits when its flag `--experimental-wasm-revectorize` is set. */
export function supportsWideVectors(node = process.versions.node): boolean {
  return Number.parseInt(node, 10) >= 24;
}
