import {
  adagrad,
  adam,
  adamw,
  asgd,
  averageWeights,
  type Chain,
  clipByGlobalNorm,
  clipByValue,
  cosine,
  exponential,
  groups,
  type LearningRate,
  nadam,
  oneCycle,
  type ReduceOnPlateau,
  radam,
  rmsprop,
  sgd,
  warmup,
} from '@tbptt/optim';
import type { Choice } from './choice.js';

/** A chain of transforms, and whether it keeps averages. */
export function randomChain(
  choice: Choice,
  plateau: ReduceOnPlateau,
): { readonly chain: Chain; readonly averages: boolean; readonly told: string } {
  const rates: readonly (readonly [string, LearningRate])[] = [
    ['constant', 0.02],
    ['cosine', cosine(0.05, { steps: 40, warmup: 5 })],
    ['one cycle', oneCycle(0.05, { steps: 200 })],
    ['exponential', exponential(0.05, { factor: 0.97 })],
    ['warmup', warmup(0.03, { steps: 7 })],
    ['plateau', plateau],
    ['plateau', plateau],
  ];
  const [rateName, learningRate] = choice.of(rates);
  const chains: readonly (readonly [string, () => Chain])[] = [
    ['sgd', () => sgd({ learningRate, momentum: 0.9, nesterov: true })],
    ['adam', () => adam({ learningRate })],
    ['amsgrad', () => adam({ learningRate, amsgrad: true, weightDecay: 0.01 })],
    ['adamw', () => adamw({ learningRate })],
    ['rmsprop', () => rmsprop({ learningRate, momentum: 0.5, centered: true })],
    ['radam', () => radam({ learningRate })],
    ['nadam', () => nadam({ learningRate })],
    ['adagrad', () => adagrad({ learningRate })],
    ['asgd', () => asgd({ learningRate, t0: 5 })],
    [
      'groups',
      () =>
        groups([
          { parameters: (path) => path.includes('bias'), chain: sgd({ learningRate, momentum: 0.5 }) },
          { chain: adam({ learningRate }) },
        ]),
    ],
  ];
  const [name, make] = choice.of(chains);
  const clipping = choice.of([[], [clipByGlobalNorm(0.5)], [clipByValue(0.1)]]);
  const averaging =
    name !== 'asgd' && choice.maybe(0.4) ? [averageWeights({ decay: 0.9, warmup: true })] : [];
  const averages = name === 'asgd' || averaging.length > 0;
  return {
    chain: [...clipping, ...make(), ...averaging] as Chain,
    averages,
    told: `${name}, ${rateName}${averages ? ', averages' : ''}`,
  };
}
