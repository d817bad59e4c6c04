/** An equation is not well formed, or is applied without what it needs. */
export class EquationError extends Error {
  override readonly name = 'EquationError';

  constructor(readonly rule: string) {
    super(`equation: ${rule}`);
  }
}
