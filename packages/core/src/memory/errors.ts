/** The linear memory cannot grow to the size that a step or a model needs. */
export class MemoryExhaustedError extends Error {
  override readonly name = 'MemoryExhaustedError';

  constructor(
    readonly wantedBytes: number,
    readonly presentBytes: number,
  ) {
    super(
      `memory: ${mebibytes(wantedBytes)} are needed, but it cannot grow beyond ${mebibytes(presentBytes)} here; ` +
        'use a smaller batch, window or model.',
    );
  }
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
