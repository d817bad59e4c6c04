/** Something that the user of the command can do something about. Its message is one line. */
export class BenchError extends Error {
  override readonly name = 'BenchError';
}
