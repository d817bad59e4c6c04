import { ArgumentError, FormatError, HostError } from '@tbptt/core';
import { describe, type OptionNames, requireFunction, requireOptions } from '@tbptt/core/operation';
import { type DecodedFolder, decodeModelFolder } from './decode-model-folder.js';
import { type Cells, FILES } from './format.js';

/** How much of the weights has been received. */
export interface LoadProgress {
  /** The number of bytes that have been received. */
  readonly loaded: number;
  /** The number of all bytes. Undefined if the server does not say. */
  readonly total: number | undefined;
}

/** The part of a `Response` that is used. */
export interface FetchedResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly statusText: string;
  readonly headers: { get(name: string): string | null };
  readonly body: {
    getReader(): {
      read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
      cancel(reason?: unknown): Promise<void>;
    };
  } | null;
}

/** Something that fetches, such as `globalThis`. */
export interface Fetch {
  fetch(url: string, init: { readonly signal?: unknown }): Promise<FetchedResponse>;
}

/** Options of `fetchModelFolder`. */
export interface FetchFolderOptions {
  /** Is called as parts of the weights arrive. Default: none. */
  readonly onProgress?: (progress: LoadProgress) => void;
  /** An `AbortSignal` that ends the loading; the promise is rejected with its reason. Default: none. */
  readonly signal?: { readonly aborted: boolean; readonly reason?: unknown };
  /** What fetches, for requests with headers of their own, say. Default: `fetch` of the host. */
  readonly fetch?: Fetch['fetch'];
  /** Classes of layers of your own, by the names that the folder gives them. Default: none. */
  readonly cells?: Cells;
}

const NAMES: OptionNames<FetchFolderOptions> = { onProgress: true, signal: true, fetch: true, cells: true };

const OPERATION = 'fetchModelFolder';

/**
 * Loads the model of a folder from a server: `config.json`, `vocab.json` and `model.safetensors`
 * below a URL, such as `https://huggingface.co/NAME/MODEL/resolve/main`. In a page the URL may be
 * relative to it.
 *
 * @throws HostError if a file cannot be fetched, or the server answers with an error
 * @throws FormatError if a file has another length than the server says, or the folder is malformed
 * @throws ArgumentError if the URL or an option is not valid
 */
export async function fetchModelFolder(
  url: string,
  options: FetchFolderOptions = {},
): Promise<DecodedFolder> {
  requireOptions(OPERATION, options, NAMES);
  const { onProgress, signal, cells, fetch = hostFetch() } = options;
  requireFunction(OPERATION, 'fetch', fetch, '(url, init) => fetch(url, init)');
  if (onProgress !== undefined) {
    requireFunction(OPERATION, 'onProgress', onProgress, '({ loaded, total }) => show(loaded, total)');
  }
  if (signal !== undefined && (typeof signal !== 'object' || signal === null || !('aborted' in signal))) {
    throw new ArgumentError(OPERATION, `signal is ${describe(signal)}; it must be an AbortSignal.`, {
      signal,
    });
  }
  const base = baseOf(url);
  const load = (name: string, progress?: (progress: LoadProgress) => void): Promise<Uint8Array> =>
    bytesAt({ url: new URL(name, base).href, signal }, fetch, progress);
  const [config, vocabulary] = await Promise.all([load(FILES.config), load(FILES.vocabulary)]);
  const weights = await load(FILES.weights, onProgress);
  const files = { [FILES.config]: config, [FILES.vocabulary]: vocabulary, [FILES.weights]: weights };
  return decodeModelFolder(files, cells && { cells });
}

function hostFetch(): Fetch['fetch'] {
  if (typeof globalThis.fetch === 'function')
    return (url, init) => globalThis.fetch(url, init as RequestInit);
  throw new HostError(OPERATION, 'this host has no fetch; give one by the option fetch.');
}

/** The URL of a folder, to which names are relative. */
function baseOf(url: unknown): URL {
  const text = url instanceof URL ? url.href : url;
  const { location }: { readonly location?: { readonly href: string } } = globalThis;
  try {
    if (typeof text === 'string') return new URL(text.endsWith('/') ? text : `${text}/`, location?.href);
  } catch {
    // The message below says what a URL is.
  }
  throw new ArgumentError(
    OPERATION,
    `the URL is ${describe(url)}; it must be the URL of a folder, such as 'https://example.org/models/whale'.`,
    { url },
  );
}

/** Where a file is, and what ends its loading. */
interface Source {
  readonly url: string;
  readonly signal: FetchFolderOptions['signal'];
}

/** Fetches a file whole. */
async function bytesAt(
  source: Source,
  fetch: Fetch['fetch'],
  onProgress: ((progress: LoadProgress) => void) | undefined,
): Promise<Uint8Array> {
  const { url, signal } = source;
  const response = await attempt(source, () => fetch(url, signal === undefined ? {} : { signal }));
  if (response.ok) return await received(source, response, onProgress);
  const { status, statusText } = response;
  throw new HostError(
    OPERATION,
    `the server answered ${status}${statusText === '' ? '' : ` ${statusText}`} for ${url}; the folder must have this file.`,
    { url, status },
  );
}

/** Waits for the network. What it throws is told with the URL; a signal throws its reason. */
async function attempt<R>({ url, signal }: Source, work: () => Promise<R>): Promise<R> {
  let result: R;
  try {
    result = await work();
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason ?? error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new HostError(OPERATION, `${url} could not be fetched: ${reason}.`, { url }, { cause: error });
  }
  if (signal?.aborted === true) throw signal.reason;
  return result;
}

/** The bytes of a response, which may come in many parts. */
async function received(
  source: Source,
  { headers, body }: FetchedResponse,
  onProgress: ((progress: LoadProgress) => void) | undefined,
): Promise<Uint8Array> {
  const announced = headers.get('content-length');
  // Of a compressed response the header counts what was sent, not what arrives here.
  const isCompressed = headers.get('content-encoding') !== null;
  const total = announced === null || isCompressed ? undefined : Number(announced);
  const parts: Uint8Array[] = [];
  let loaded = 0;
  for await (const part of partsOf(source, body)) {
    parts.push(part);
    loaded += part.length;
    onProgress?.({ loaded, total });
  }
  if (total !== undefined && loaded !== total) {
    throw new FormatError(
      OPERATION,
      `${source.url} has ${loaded} bytes, but the server announced ${total}; load it again.`,
      { url: source.url, loaded, total },
    );
  }
  return joined(parts, loaded);
}

/** The parts of a body as they arrive. Its loading ends with the loop that reads them. */
async function* partsOf(source: Source, body: FetchedResponse['body']): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await attempt(source, () => reader.read());
      if (done || value === undefined) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
