import {
  adadelta,
  adagrad,
  adam,
  adamax,
  adamw,
  asgd,
  type Chain,
  maximize,
  nadam,
  radam,
  rmsprop,
  rprop,
  sgd,
} from '@tbptt/optim';
import type { Fields } from './fields.js';
import { Unsupported } from './oracle.js';

/**
 * Makes the chain of an optimizer from PyTorch's options; those that are not given have PyTorch's
 * defaults.
 */
type NewChain = (options: Fields) => Chain;

/** Options that choose how PyTorch computes, not what. */
const IMPLEMENTATION = ['foreach', 'fused', 'capturable', 'differentiable'];

/** Two numbers. */
function pairOf(options: Fields, name: string, absent: readonly [number, number]): readonly [number, number] {
  if (!options.has(name)) return absent;
  const [first = Number.NaN, second = Number.NaN] = options.numbers(name);
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
  adadelta: (options) =>
    adadelta({
      learningRate: options.number('lr', 1),
      rho: options.number('rho', 0.9),
      eps: options.number('eps', 1e-6),
      weightDecay: options.number('weight_decay', 0),
    }),
  adamax: (options) => adamax(momentOptions(options, 2e-3)),
  nadam: (options) =>
    nadam({
      ...momentOptions(options, 2e-3),
      momentumDecay: options.number('momentum_decay', 4e-3),
      decoupledWeightDecay: options.flag('decoupled_weight_decay', false),
    }),
  radam: (options) =>
    radam({
      ...momentOptions(options, 1e-3),
      decoupledWeightDecay: options.flag('decoupled_weight_decay', false),
    }),
  asgd: (options) =>
    asgd({
      learningRate: options.number('lr', 0.01),
      lambd: options.number('lambd', 1e-4),
      alpha: options.number('alpha', 0.75),
      t0: options.number('t0', 1e6),
      weightDecay: options.number('weight_decay', 0),
    }),
  rprop: (options) =>
    rprop({
      learningRate: options.number('lr', 0.01),
      etas: pairOf(options, 'etas', [0.5, 1.2]),
      stepSizes: pairOf(options, 'step_sizes', [1e-6, 50]),
    }),
};

/** What Adam and its kin have in common. */
function momentOptions(options: Fields, learningRate: number, weightDecay = 0) {
  return {
    learningRate: options.number('lr', learningRate),
    betas: pairOf(options, 'betas', [0.9, 0.999]),
    eps: options.number('eps', 1e-8),
    weightDecay: options.number('weight_decay', weightDecay),
  };
}

function adamOptions(options: Fields, weightDecay: number) {
  return { ...momentOptions(options, 1e-3, weightDecay), amsgrad: options.flag('amsgrad', false) };
}

/**
 * The chain of an optimizer by PyTorch's name, in any case: `Adam`, `adam`. `Unsupported` for a
 * name or an option that optim does not have.
 */
export function chainOf(name: string, options: Fields): Chain {
  const newChain = chains[name.toLowerCase()];
  if (newChain === undefined) throw new Unsupported(`optim has no ${name}`);
  for (const option of IMPLEMENTATION) options.has(option);
  const chain = [options.flag('maximize', false) ? maximize() : [], newChain(options)];
  if (options.unread.length > 0) throw new Unsupported(`${name} has no option ${options.unread.join(', ')}`);
  return chain;
}
