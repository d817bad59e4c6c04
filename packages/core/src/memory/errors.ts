import { HostError } from '../errors.js';

/** The state of a memory that cannot grow. */
export interface Shortage {
  /** The size in bytes at which the request would fit. */
  readonly neededBytes: number;
  /** The present size in bytes. */
  readonly presentBytes: number;
  /** The largest possible size in bytes. */
  readonly maximumBytes: number;
  /** The bytes in tensors that the latest step did not use. */
  readonly unusedBytes: number;
}

/** The linear memory cannot grow to the size that a step or a model needs. */
export function memoryExhausted(shortage: Shortage): HostError {
  const { neededBytes, presentBytes, maximumBytes, unusedBytes } = shortage;
  const limit =
    neededBytes > maximumBytes
      ? `at most ${mebibytes(maximumBytes)} can be`
      : 'the host refuses to make the memory larger';
  const unused =
    unusedBytes * 4 < neededBytes
      ? ''
      : ` ${mebibytes(unusedBytes)} belong to tensors that the latest step did not use. The memory of models that were dropped ` +
        'returns only when the event loop turns: await a timer between models, or give each model an engine of its own by ' +
        'new Engine().run(...).';
  return new HostError(
    'memory',
    `${mebibytes(neededBytes)} are needed, ${mebibytes(presentBytes)} are there, and ${limit}; ` +
      `use a smaller batch, window or model.${unused}`,
    { ...shortage },
  );
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
