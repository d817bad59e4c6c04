/** Where a command writes, line by line. */
export interface Output {
  /** Writes a line of results. */
  out(line: string): void;
  /** Writes a line about progress, or about an error. */
  error(line: string): void;
}

/** Where a command that takes long writes. */
export interface ProgressOutput extends Output {
  /** Shows what is happening now, in place of the status before. The empty string clears it. */
  status(text: string): void;
}
