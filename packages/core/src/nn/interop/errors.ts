/** A model has a part for which PyTorch's modules have no place, so its weights have no names there. */
export class TorchModuleError extends Error {
  override readonly name = 'TorchModuleError';

  constructor(
    /** The layer, or the path of the tensor. */
    readonly part: string,
    /** What does not fit, and what to do. */
    readonly rule: string,
  ) {
    super(`${part}: ${rule}`);
  }
}
