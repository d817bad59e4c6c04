/** Needs all four libraries: a small character-level language model. */
import { crossEntropy, seeded } from '@tbptt/core';
import { Lanes, Vocabulary } from '@tbptt/data';
import { adam, clipByGlobalNorm, Optimizer } from '@tbptt/optim';
import { CharLM, sample, truncatedBPTT } from '@tbptt/rnn';

const text = 'It was the best of times, it was the worst of times, '.repeat(60);
const random = seeded(7);
const vocabulary = Vocabulary.of(text);
const stream = new Lanes(vocabulary.encode(text), { lanes: 8 });
const model = new CharLM(vocabulary.size, { hidden: 32, random });
const optimizer = new Optimizer(model, [clipByGlobalNorm(5), adam({ learningRate: 0.02 })]);
const losses: number[] = [];
for (const { loss } of truncatedBPTT(model, stream, {
  k1: 16,
  k2: 16,
  optimizer,
  loss: crossEntropy,
  epochs: 4,
})) {
  losses.push(loss);
}
const first = losses[0] ?? Number.NaN;
const last = losses.at(-1) ?? Number.NaN;
console.log(`  language model: ${first.toFixed(2)} to ${last.toFixed(2)} nats per character`);
if (!(last < first / 2)) throw new Error('the language model does not learn');
if (sample(model, { random, prime: vocabulary.encode('It '), length: 5 }) === undefined)
  throw new Error('no sample');
