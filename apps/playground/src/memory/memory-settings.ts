import { namesOf } from '../names-of.js';

/** How a language model is trained. */
export interface MemorySettings {
  readonly cell: 'LSTM' | 'GRU' | 'RNN';
  readonly hidden: number;
  readonly layers: number;
  readonly k1: number;
  readonly k2: number;
  readonly optimizer: 'Adam' | 'RMSProp' | 'SGD';
  readonly rate: number;
  readonly clip: number;
  readonly seed: number;
}

/** What can be chosen for the settings that are names. */
export const CHOICES = { cell: ['LSTM', 'GRU', 'RNN'], optimizer: ['Adam', 'RMSProp', 'SGD'] } as const;

/** The range of the settings that are numbers, and the step of their fields. */
export const RANGES = {
  hidden: { least: 4, most: 256, step: 1 },
  layers: { least: 1, most: 3, step: 1 },
  k1: { least: 1, most: 64, step: 1 },
  k2: { least: 1, most: 96, step: 1 },
  rate: { least: 0.0001, most: 1, step: 0.0001 },
  clip: { least: 0.1, most: 100, step: 0.1 },
  seed: { least: 0, most: 9999, step: 1 },
} as const;

/** What the chapter begins with. */
export const START: MemorySettings = {
  cell: 'LSTM',
  hidden: 64,
  layers: 1,
  k1: 8,
  k2: 8,
  optimizer: 'Adam',
  rate: 0.005,
  clip: 5,
  seed: 1,
};

/** Reads the settings of an address. What makes no sense there is ignored. */
export function settingsIn(search: URLSearchParams): MemorySettings {
  const numbers = Object.fromEntries(
    namesOf(RANGES).map((name) => {
      const { least, most, step } = RANGES[name];
      const value = Number(search.get(name) ?? Number.NaN);
      const fits = value >= least && value <= most && (step !== 1 || Number.isInteger(value));
      return [name, fits ? value : START[name]];
    }),
  );
  const cell = CHOICES.cell.find((one) => one === search.get('cell')) ?? START.cell;
  const optimizer = CHOICES.optimizer.find((one) => one === search.get('optimizer')) ?? START.optimizer;
  return inOrder({ ...START, ...numbers, cell, optimizer });
}

/** Back-propagation reaches at least over the counted losses: k2 >= k1. */
export function inOrder(settings: MemorySettings): MemorySettings {
  return { ...settings, k2: Math.max(settings.k1, settings.k2) };
}

/** Writes settings as the parameters of an address. */
export function settingsToUrl(settings: MemorySettings): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
}
