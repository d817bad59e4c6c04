import { namesOf } from '../names-of.js';
import { activations, type LearningSettings, optimizers } from './learning-job.js';
import { TASKS } from './points.js';

/** Experiments worth a look. The first is shown when the chapter is opened. */
export const experiments: Readonly<Record<string, LearningSettings>> = {
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

/** The most that can be chosen. */
export const MOST = { depth: 6, width: 16, rate: 10 } as const;

const START = experiments['two spirals'] as LearningSettings;

/** Reads the settings of an address. What makes no sense there is ignored. */
export function settingsIn(search: URLSearchParams): LearningSettings {
  const whole = (name: 'depth' | 'width' | 'seed', most: number, least = 1) => {
    const value = Number(search.get(name) ?? Number.NaN);
    return Number.isInteger(value) && value >= least && value <= most ? value : START[name];
  };
  const among = <T extends string>(names: readonly T[], name: string, otherwise: T): T =>
    names.find((one) => one === search.get(name)) ?? otherwise;
  const listed = (search.get('optimizers') ?? '').split(',');
  const raced = namesOf(optimizers).filter((one) => listed.includes(one));
  const rate = Number(search.get('rate') ?? Number.NaN);
  return {
    task: among(TASKS, 'task', START.task),
    depth: whole('depth', MOST.depth),
    width: whole('width', MOST.width),
    activation: among(namesOf(activations), 'activation', START.activation),
    optimizers: raced.length > 0 ? raced : START.optimizers,
    rate: rate > 0 && rate <= MOST.rate ? rate : START.rate,
    seed: whole('seed', 9999, 0),
  };
}

/** Writes settings as the parameters of an address. */
export function settingsToUrl(settings: LearningSettings): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
}
