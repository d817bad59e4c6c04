import { type Experiments, readNumber } from '../settings.js';
import type { TruncationSettings } from './truncation-job.js';

/** Experiments worth a look. The first is shown when the chapter is opened. */
export const experiments: Experiments<TruncationSettings> = {
  'one step too few: 1, 40': { k1: 1, k2: 40, rate: 0.0005 },
  'just enough: 1, 41': { k1: 1, k2: 41, rate: 0.0005 },
  'chunks of 100': { k1: 100, k2: 100, rate: 0.01 },
  'chunks of 200': { k1: 200, k2: 200, rate: 0.01 },
  'chunks of 50, 150 back': { k1: 50, k2: 150, rate: 0.01 },
};

/** The ranges of the settings. */
export const RANGES = {
  k1: { least: 1, most: 250, step: 1 },
  k2: { least: 1, most: 250, step: 1 },
  rate: { least: 0.0001, most: 0.05, step: 0.0001 },
} as const;

const START = experiments['one step too few: 1, 40'] as TruncationSettings;

/** Back-propagation reaches at least over the counted losses: k2 >= k1. */
export function inOrder(settings: TruncationSettings): TruncationSettings {
  return { ...settings, k2: Math.max(settings.k1, settings.k2) };
}

/** Reads the settings of an address. Invalid parameters are ignored. */
export function settingsIn(search: URLSearchParams): TruncationSettings {
  const read = (name: keyof typeof RANGES) => readNumber(search, name, RANGES[name], START[name]);
  return inOrder({ k1: read('k1'), k2: read('k2'), rate: read('rate') });
}
