import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { FormatError, HostError, seeded } from '@tbptt/core';
import { stateDictionary } from '@tbptt/core/files';
import { numbersOf } from '@tbptt/core/operation';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CharLM } from '../models/char-lm.js';
import { encodeModelFolder } from './encode-model-folder.js';
import { fetchModelFolder, type LoadProgress } from './fetch-model-folder.js';

const model = new CharLM(40, { hidden: 96, random: seeded(2) });
const vocabulary = Array.from({ length: 40 }, (_, i) => String.fromCodePoint(65 + i));
const files: Readonly<Record<string, Uint8Array>> = encodeModelFolder(model, {
  vocabulary: { symbols: vocabulary, unit: 'word', unknown: 'A' },
});
const weights = files['model.safetensors'] as Uint8Array;

/** How the server answers for the weights, by the folder that is requested. */
const answers: Readonly<Record<string, (response: ServerResponse) => void>> = {
  good: (response) => response.setHeader('content-length', weights.length).end(weights),
  chunked: (response) => {
    response.write(weights.subarray(0, 1000));
    response.end(weights.subarray(1000));
  },
  compressed: (response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(weights)),
  missing: (response) => response.writeHead(404, 'Not Found').end(),
  broken: (response) => response.writeHead(500).end('<html>'),
  page: (response) => response.end('<html>no model</html>'),
  cut: (response) => {
    response.setHeader('content-length', weights.length);
    response.write(weights.subarray(0, 50_000), () => response.destroy());
  },
  endless: (response) =>
    response.setHeader('content-length', weights.length).write(weights.subarray(0, 50_000)),
};

const server = createServer(({ url = '' }, response) => {
  const [folder = '', name = ''] = url.split('/').slice(-2);
  if (name === 'model.safetensors') answers[folder]?.(response);
  else response.end(files[name]);
});
let origin = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const numbers = (of: CharLM) => Object.values(stateDictionary(of)).map((tensor) => numbersOf(tensor));

describe('a model is loaded from a server', () => {
  test.each(['good', 'good/', 'chunked', 'compressed'])('that answers as %s', async (folder) => {
    const loaded = await fetchModelFolder(`${origin}/models/${folder}`);
    expect(numbers(loaded.model)).toEqual(numbers(model));
    expect(loaded.vocabulary).toEqual({ symbols: vocabulary, unit: 'word', unknown: 'A' });
  });

  test('with progress up to all of its bytes', async () => {
    const seen: LoadProgress[] = [];
    await fetchModelFolder(`${origin}/good`, { onProgress: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toEqual({ loaded: weights.length, total: weights.length });
    expect(seen.map(({ loaded }) => loaded)).toEqual(
      seen.map(({ loaded }) => loaded).toSorted((a, b) => a - b),
    );
    seen.length = 0;
    await fetchModelFolder(`${origin}/chunked`, { onProgress: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toEqual({ loaded: weights.length, total: undefined });
  });

  test('by a fetch of your own', async () => {
    const urls: string[] = [];
    await fetchModelFolder(`${origin}/good`, {
      fetch: (url) => {
        urls.push(url);
        return fetch(url, { headers: { authorization: 'me' } });
      },
    });
    expect(urls.map((url) => url.replace(origin, '')).toSorted()).toEqual([
      '/good/config.json',
      '/good/model.safetensors',
      '/good/vocab.json',
    ]);
  });
});

describe('is refused, with the file:', () => {
  test.each([
    ['missing', HostError, 'the server answered 404 Not Found for'],
    ['broken', HostError, 'the server answered 500 Internal Server Error for'],
    ['page', FormatError, 'model.safetensors cannot be used: '],
    ['cut', HostError, '/cut/model.safetensors could not be fetched: '],
  ])('a server that answers as %s', async (folder, kind, message) => {
    const loading = fetchModelFolder(`${origin}/${folder}`);
    await expect(loading).rejects.toBeInstanceOf(kind);
    await expect(loading).rejects.toThrow(message);
  });

  test('a server that is not there', async () => {
    await expect(fetchModelFolder('http://127.0.0.1:1/model')).rejects.toThrow(
      'http://127.0.0.1:1/model/config.json could not be fetched: fetch failed.',
    );
  });

  test('more or fewer bytes than the server announced', async () => {
    const loading = fetchModelFolder(`${origin}/good`, {
      fetch: async (url) => {
        const response = await fetch(url);
        return new Response(response.body, { headers: { 'content-length': '12345' } });
      },
    });
    await expect(loading).rejects.toThrow(/has \d+ bytes, but the server announced 12345; load it again/);
  });
});

describe('loading that is aborted is rejected with the reason of the signal', () => {
  test('before it begins, and in its midst', async () => {
    const reason = new Error('changed my mind');
    await expect(fetchModelFolder(`${origin}/good`, { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
    const controller = new AbortController();
    const loading = fetchModelFolder(`${origin}/endless`, {
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    await expect(loading).rejects.toBe(reason);
  });

  test('as is what onProgress throws', async () => {
    const reason = new Error('no more');
    const loading = fetchModelFolder(`${origin}/endless`, {
      onProgress: () => {
        throw reason;
      },
    });
    await expect(loading).rejects.toBe(reason);
  });
});
