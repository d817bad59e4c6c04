import { type Experiments, type Range, readName, readNumber } from '../settings.js';
import { TASKS, type Task } from './points.js';

/** The activations that hidden layers can have. */
export const ACTIVATIONS = ['tanh', 'sigmoid', 'relu'] as const;
export type ActivationName = (typeof ACTIVATIONS)[number];

/** The optimizers that can race. */
export const OPTIMIZERS = ['SGD', 'momentum', 'RMSProp', 'Adam'] as const;
export type OptimizerName = (typeof OPTIMIZERS)[number];

/** The number of places along each side at which the surface is computed. */
export const SIDE = 40;
/** The number of steps of a race. */
export const LAST_STEP = 4000;

/** A race. */
export interface LearningSettings {
  readonly task: Task;
  /** The number of hidden layers. */
  readonly depth: number;
  /** The number of units of each. */
  readonly width: number;
  readonly activation: ActivationName;
  readonly optimizers: readonly OptimizerName[];
  /** Multiplies the learning rate of every optimizer. */
  readonly rate: number;
  readonly seed: number;
}

/** Experiments worth a look. The first is shown when the chapter is opened. */
export const experiments: Experiments<LearningSettings> = {
  'two spirals': {
    task: 'spirals',
    depth: 2,
    width: 12,
    activation: 'tanh',
    optimizers: ['SGD', 'momentum', 'Adam'],
    rate: 1,
    seed: 3,
  },
  circles: {
    task: 'circles',
    depth: 1,
    width: 4,
    activation: 'tanh',
    optimizers: ['SGD', 'momentum', 'Adam'],
    rate: 1,
    seed: 1,
  },
  XOR: {
    task: 'xor',
    depth: 1,
    width: 3,
    activation: 'tanh',
    optimizers: ['SGD', 'RMSProp', 'Adam'],
    rate: 1,
    seed: 1,
  },
  'a gradient that vanishes': {
    task: 'circles',
    depth: 6,
    width: 8,
    activation: 'sigmoid',
    optimizers: ['SGD', 'Adam'],
    rate: 1,
    seed: 1,
  },
};

/** The ranges of the settings that are numbers. */
export const RANGES = {
  depth: { least: 1, most: 6, step: 1 },
  width: { least: 1, most: 16, step: 1 },
  rate: { least: 0.05, most: 10, step: 0.05 },
  seed: { least: 0, most: 9999, step: 1 },
} as const satisfies Partial<Record<keyof LearningSettings, Range>>;

const START = experiments['two spirals'] as LearningSettings;

/** Reads the settings of an address. Invalid parameters are ignored. */
export function settingsIn(search: URLSearchParams): LearningSettings {
  const number = (name: keyof typeof RANGES) => readNumber(search, name, RANGES[name], START[name]);
  const listed = (search.get('optimizers') ?? '').split(',');
  const raced = OPTIMIZERS.filter((one) => listed.includes(one));
  return {
    task: readName(search, 'task', TASKS, START.task),
    depth: number('depth'),
    width: number('width'),
    activation: readName(search, 'activation', ACTIVATIONS, START.activation),
    optimizers: raced.length > 0 ? raced : START.optimizers,
    rate: number('rate'),
    seed: number('seed'),
  };
}
