/** Bytes are no valid safetensors file, or tensors cannot be written as one. */
export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError';

  /** `problem` says what is wrong, and where. */
  constructor(readonly problem: string) {
    super(`safetensors: ${problem}`);
  }
}
