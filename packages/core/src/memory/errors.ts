import { HostError } from '../errors.js';

/** The linear memory cannot grow to the size that a step or a model needs. */
export function memoryExhausted(neededBytes: number, presentBytes: number): HostError {
  return new HostError(
    'memory',
    `${mebibytes(neededBytes)} are needed, but it cannot grow beyond ${mebibytes(presentBytes)} here; ` +
      'use a smaller batch, window or model.',
    { neededBytes, presentBytes },
  );
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
