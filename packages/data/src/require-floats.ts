import { describe } from './arguments.js';
import type { Floats } from './arrays.js';
import { ArgumentError, ShapeError } from './errors.js';
import { extentsOf } from './extents-of.js';
import { isFloat32Array } from './ids.js';

/**
 * Checks numbers `[..., D]` that a caller gave, and returns D.
 *
 * @throws ArgumentError if they are not `{ shape, data: Float32Array }`, or a number is NaN or
 * infinite.
 * @throws ShapeError if the array does not fill its shape, or has no axis.
 */
export function requireFloats(operation: string, name: string, floats: Floats): number {
  const { shape, data } = (floats ?? {}) as { readonly shape?: unknown; readonly data?: unknown };
  if (!isFloat32Array(data)) {
    throw new ArgumentError(
      operation,
      `${name} are ${describe(floats)} whose data is ${describe(data)}; they must be { shape, data: Float32Array }.`,
      { data },
    );
  }
  const { extents, fits } = extentsOf(shape, data.length);
  if (!fits) {
    const shown = extents.map((extent) => (typeof extent === 'number' ? String(extent) : describe(extent)));
    throw new ShapeError(
      operation,
      `${name} are ${data.length} numbers of shape [${shown.join(', ')}]; they must fill their shape, [..., D].`,
      { shape, numbers: data.length },
    );
  }
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i])) continue;
    throw new ArgumentError(
      operation,
      `the number at position ${i} of ${name} is ${data[i]}; numbers must be finite, so fill gaps first.`,
      { position: i, number: data[i] },
    );
  }
  return Number(extents.at(-1));
}
