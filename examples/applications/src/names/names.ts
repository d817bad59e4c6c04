import {
  add,
  argMax,
  ConfusionMatrix,
  crossEntropy,
  evaluate,
  type Random,
  seeded,
  softmax,
} from '@tbptt/core';
import { batches, gatherRows, padSequences, Vocabulary } from '@tbptt/data';
import { givenNames, LANGUAGES, type NameSamples } from '@tbptt/data/names';
import { adamw, clipByGlobalNorm, cosine, Optimizer } from '@tbptt/optim';
import type { Application, Outcome, Setting } from '../application.js';
import { timed } from '../shared/timed.js';
import { bestNaiveBayes, type Example } from './naive-bayes.js';
import { NameReader } from './name-reader.js';
import { confusionPicture } from './picture.js';

const [READERS, EPOCHS, BATCH] = [4, 30, 32];

/** The language of a given name. */
export const names: Application = {
  title: 'Names',
  page: 'language',
  data: 'given names of ten languages of `@tbptt/data/names`, of which a fifth is held out; a name that is at home in several languages is a sample of each, so that not all can be told',
  run,
};

function run({ seed, isSmall, say }: Setting): Outcome {
  const random = seeded(seed);
  const languages = isSmall ? LANGUAGES.slice(0, 3) : LANGUAGES;
  const { training, validation } = givenNames(random, { languages, validation: 0.2 });
  const bayes = bestNaiveBayes(examplesOf(training), languages.length);
  const baseline = 100 * bayes.accuracy(examplesOf(validation));

  const { vocabulary, known, held } = inLowerCase(training, validation);
  const readers = Array.from(
    { length: isSmall ? 1 : READERS },
    () => new NameReader(vocabulary.size, languages.length, random),
  );
  const { seconds } = timed(() => {
    for (const [i, reader] of readers.entries()) {
      train(reader, known, isSmall ? 6 : EPOCHS, random, (epoch) =>
        say(`names, reader ${i + 1} of ${readers.length}, epoch ${epoch}`),
      );
    }
  });
  const logits = evaluate(() => {
    const padded = padSequences(held.sequences);
    return readers.map((reader) => softmax(reader.logits(padded))).reduce((a, b) => add(a, b));
  });
  const confusion = new ConfusionMatrix(languages.length).add(argMax(logits, -1), validation.classes);
  return {
    measures: [
      {
        name: 'bidirectional LSTMs',
        value: 100 * confusion.accuracy,
        unit: ' %',
        kind: 'ours',
        ...(isSmall ? {} : { atLeast: Number(baseline.toFixed(1)) }),
        seconds,
        how: `${READERS} of them, whose probabilities are added; embedding of 32, twice 64 units, dropout 0.5, labels smoothed by 0.1`,
      },
      {
        name: 'naive Bayes',
        value: baseline,
        unit: ' %',
        kind: 'baseline',
        how: `pieces of 1 to ${bayes.longest} characters with ${bayes.smoothing} added to each count, both chosen on a tenth of the training`,
      },
    ],
    picture: confusionPicture(confusion, languages),
  };
}

function examplesOf({ names: texts, classes }: NameSamples): readonly Example[] {
  return texts.map((text, i) => ({ text, label: classes.data[i] as number }));
}

function train(
  reader: NameReader,
  { sequences, classes }: NameSamples,
  epochs: number,
  random: Random,
  onEpoch: (epoch: number) => void,
): void {
  const steps = epochs * Math.ceil(sequences.length / BATCH);
  const learningRate = cosine(4e-3, { steps, warmup: Math.min(50, steps - 1) });
  const optimizer = new Optimizer(reader, [clipByGlobalNorm(1), adamw({ learningRate, weightDecay: 0.05 })]);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    for (const batch of batches(sequences.length, { size: BATCH, random })) {
      const padded = padSequences(sequences, batch);
      const targets = gatherRows(classes, batch);
      optimizer.step(() => crossEntropy(reader.logits(padded), targets, { labelSmoothing: 0.1 }));
    }
    onEpoch(epoch);
  }
}

/** The samples with their sequences of small letters: a capital tells nothing. */
function inLowerCase(training: NameSamples, validation: NameSamples) {
  const all = [...training.names, ...validation.names].join('').toLowerCase();
  const vocabulary = Vocabulary.of(all);
  const lowered = (samples: NameSamples): NameSamples => ({
    ...samples,
    sequences: samples.names.map((name) => vocabulary.encode(name.toLowerCase())),
  });
  return { vocabulary, known: lowered(training), held: lowered(validation) };
}
