import { ArgumentError } from '../tensor/errors.js';

/** Throws unless `eps` is a number of at least 0. */
export function requireEps(operation: string, eps: number): void {
  if (Number.isFinite(eps) && eps >= 0) return;
  throw new ArgumentError(operation, `eps is ${eps}; it must be a number of at least 0.`);
}
