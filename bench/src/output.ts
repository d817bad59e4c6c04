/** Where the command writes, line by line. */
export interface Output {
  out(line: string): void;
  error(line: string): void;
}
