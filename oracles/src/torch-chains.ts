import { adagrad, adam, adamw, type Chain, rmsprop, sgd } from '@tbptt/optim';
import type { Fields } from './fields.js';
import { Unsupported } from './oracle.js';

/** Makes the chain of an optimizer from PyTorch's options; those that are not given have PyTorch's defaults. */
type NewChain = (options: Fields) => Chain;

function betasOf(options: Fields): readonly [number, number] {
  if (!options.has('betas')) return [0.9, 0.999];
  const [first = Number.NaN, second = Number.NaN] = options.numbers('betas');
  return [first, second];
}

const chains: Readonly<Record<string, NewChain>> = {
  sgd: (options) =>
    sgd({
      learningRate: options.number('lr', 1e-3),
      momentum: options.number('momentum', 0),
      dampening: options.number('dampening', 0),
      nesterov: options.flag('nesterov', false),
      weightDecay: options.number('weight_decay', 0),
    }),
  adagrad: (options) =>
    adagrad({
      learningRate: options.number('lr', 0.01),
      learningRateDecay: options.number('lr_decay', 0),
      weightDecay: options.number('weight_decay', 0),
      initialAccumulatorValue: options.number('initial_accumulator_value', 0),
      eps: options.number('eps', 1e-10),
    }),
  rmsprop: (options) =>
    rmsprop({
      learningRate: options.number('lr', 0.01),
      alpha: options.number('alpha', 0.99),
      eps: options.number('eps', 1e-8),
      centered: options.flag('centered', false),
      momentum: options.number('momentum', 0),
      weightDecay: options.number('weight_decay', 0),
    }),
  adam: (options) => (options.flag('decoupled_weight_decay', false) ? adamw : adam)(adamOptions(options, 0)),
  adamw: (options) => adamw(adamOptions(options, 0.01)),
};

function adamOptions(options: Fields, weightDecay: number) {
  return {
    learningRate: options.number('lr', 1e-3),
    betas: betasOf(options),
    eps: options.number('eps', 1e-8),
    weightDecay: options.number('weight_decay', weightDecay),
    amsgrad: options.flag('amsgrad', false),
  };
}

/** The chain of an optimizer by PyTorch's name, in any case: `Adam`, `adam`. `Unsupported` for a name or an option that optim does not have. */
export function chainOf(name: string, options: Fields): Chain {
  const newChain = chains[name.toLowerCase()];
  if (newChain === undefined) throw new Unsupported(`optim has no ${name}`);
  const chain = newChain(options);
  if (options.unread.length > 0) throw new Unsupported(`${name} has no option ${options.unread.join(', ')}`);
  return chain;
}
