import { seeded } from '@tbptt/core';
import { Vocabulary } from '@tbptt/data';
import { sample } from '@tbptt/rnn';
import { fetchModelFolder } from '@tbptt/rnn/folder';

addEventListener('message', async ({ data: { url, prime, length, seed } }) => {
  const { model, vocabulary } = await fetchModelFolder(url, { onProgress: postMessage });
  const symbols = Vocabulary.fromJSON(vocabulary);
  const draws = sample(model, { random: seeded(seed), prime: symbols.encode(prime), length });
  for (const { symbol } of draws) postMessage({ text: symbols.decode([symbol]) });
});
addEventListener('unhandledrejection', ({ reason }) => postMessage({ error: String(reason) }));
