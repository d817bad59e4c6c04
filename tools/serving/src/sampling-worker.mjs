import { seeded } from '@tbptt/core';
import { decodeStream, Vocabulary } from '@tbptt/data';
import { sample } from '@tbptt/rnn';
import { fetchModelFolder } from '@tbptt/rnn/folder';

addEventListener('message', async ({ data: { url, prime, length, seed } }) => {
  const { model, vocabulary } = await fetchModelFolder(url, { onProgress: postMessage });
  const symbols = Vocabulary.fromJSON(vocabulary);
  const draws = sample(model, { random: seeded(seed), prime: symbols.encode(prime), length });
  const spelling = decodeStream(symbols);
  for (const { symbol } of draws) postMessage({ text: spelling.step(symbol) });
});
addEventListener('unhandledrejection', ({ reason }) => postMessage({ error: String(reason) }));
