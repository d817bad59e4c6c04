import { type Indices, Tensor } from '@tbptt/core';
import { type Address, copyRows, operation, type Scope } from '@tbptt/core/operation';
import { requireSequence } from '../cells/check.js';
import type { Sequence } from '../recurrent.js';
import { requireLengths } from './lane-events.js';

/**
 * Returns a sequence with zeros at the steps of each lane from its length on. No gradient passes
 * through those steps. Symbols there become 0.
 *
 * @throws ArgumentError if the sequence or the lengths are not such
 * @throws ShapeError if they do not fit each other
 */
export function zeroPadding<X extends Sequence>(sequence: X, lengths: ArrayLike<number>): X;
export function zeroPadding(sequence: Sequence, lengths: ArrayLike<number>): Sequence {
  const { steps, lanes } = requireSequence('zeroPadding', sequence);
  requireLengths('zeroPadding', lengths, steps, lanes);
  return sequence instanceof Tensor ? zeroTensor(sequence, lengths) : zeroSymbols(sequence, lengths);
}

function zeroTensor(x: Tensor, lengths: ArrayLike<number>): Tensor {
  return operation([x], x.shape, (scope, y) => {
    const [from, to] = [scope.at(x), scope.at(y)];
    scope.memory.move(from, to, x.size);
    clearPadding(scope, to, x.shape, lengths);
    return () => {
      const dy = scope.gradientAt(y);
      clearPadding(scope, dy, x.shape, lengths);
      copyRows(scope, 'accumulate', 1, x.size, dy, x.size, scope.gradientAt(x), x.size);
    };
  });
}

function clearPadding(
  scope: Scope,
  address: Address,
  shape: readonly number[],
  lengths: ArrayLike<number>,
): void {
  const [T = 0, B = 0, width = 0] = shape;
  for (let b = 0; b < B; b++) {
    for (let t = lengths[b] as number; t < T; t++) {
      scope.memory.clear(address + (t * B + b) * width * scope.memory.elementBytes, width);
    }
  }
}

function zeroSymbols({ shape, data }: Indices, lengths: ArrayLike<number>): Indices {
  const [T = 0, B = 0] = shape;
  const cleared = data.slice();
  for (let b = 0; b < B; b++) {
    for (let t = lengths[b] as number; t < T; t++) cleared[t * B + b] = 0;
  }
  return { shape, data: cleared };
}
