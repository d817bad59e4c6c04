import { UsageError } from '../errors.js';
import { sameFile } from '../files/file-identity.js';
import { type NamedFile, SaveFile } from '../save-file.js';

/**
 * Checks that a page can be written, and that its file is not one that the command reads or writes.
 *
 * @throws UsageError if the file is one of these, or `-`.
 * @throws CliError if it cannot be written.
 */
export async function openReport(
  target: NamedFile,
  sources: readonly NamedFile[],
  others: readonly (NamedFile | undefined)[],
): Promise<SaveFile> {
  for (const other of others) {
    if (other === undefined || !(await sameFile(other.file, target.file))) continue;
    throw new UsageError(
      `options '${other.option}' and '${target.option}' name the same file, ${JSON.stringify(target.file)}; the page would replace the model.`,
    );
  }
  return SaveFile.open(target, sources, 'the page would replace the text.');
}
