import { type Experiments, type Range, readName, readNumber, toParameters } from '../settings.js';

/** How a language model is trained. */
export interface ModelSettings {
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

/** How it writes. */
export interface WritingSettings {
  readonly temperature: number;
  readonly topP: number;
}

/** A unit that is shown, both numbers counted from 1. */
export interface Place {
  readonly layer: number;
  readonly unit: number;
}

/** All settings of the chapter. */
export interface MemorySettings {
  readonly model: ModelSettings;
  readonly writing: WritingSettings;
  /** The unit that is shown. Undefined for the one with the strongest correlation. */
  readonly place: Place | undefined;
}

/** The fewest characters that can be trained on. */
export const FEWEST = 2000;

/** Returns the number of characters of a text, which are code points. */
export function countOf(text: string): number {
  return Array.from(text).length;
}

/** What can be chosen for the settings that are names. */
export const CHOICES = { cell: ['LSTM', 'GRU', 'RNN'], optimizer: ['Adam', 'RMSProp', 'SGD'] } as const;

/** The range of the settings that are numbers. */
export const RANGES = {
  hidden: { least: 4, most: 256, step: 1 },
  layers: { least: 1, most: 3, step: 1 },
  k1: { least: 1, most: 64, step: 1 },
  k2: { least: 1, most: 96, step: 1 },
  rate: { least: 0.0001, most: 1, step: 0.0001 },
  clip: { least: 0.1, most: 100, step: 0.1 },
  seed: { least: 0, most: 9999, step: 1 },
} as const satisfies Partial<Record<keyof ModelSettings, Range>>;

/** The range of what the sliders choose. */
export const WRITING_RANGES = {
  temperature: { least: 0.05, most: 1.5, step: 0.05 },
  topP: { least: 0.05, most: 1, step: 0.05 },
} as const satisfies Record<keyof WritingSettings, Range>;

/** The settings that the chapter begins with. */
export const START: ModelSettings = {
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

/** The initial settings of writing. */
export const WRITING: WritingSettings = { temperature: 0.8, topP: 1 };

/** Experiments worth a look. The first is shown when the chapter is opened. */
export const experiments: Experiments<ModelSettings> = {
  'an LSTM, 8 steps back': START,
  'one step back': { ...START, k1: 1, k2: 1, rate: 0.002 },
  '32 steps back': { ...START, k1: 16, k2: 32 },
  'two layers of a GRU': { ...START, cell: 'GRU', hidden: 96, layers: 2, k1: 16, k2: 16 },
  'an RNN without gates': { ...START, cell: 'RNN', rate: 0.002 },
};

/** Reads the settings of an address. Invalid parameters are ignored. */
export function settingsIn(search: URLSearchParams): MemorySettings {
  const number = (name: keyof typeof RANGES) => readNumber(search, name, RANGES[name], START[name]);
  const written = (name: keyof typeof WRITING_RANGES) =>
    readNumber(search, name, WRITING_RANGES[name], WRITING[name]);
  const model = inOrder({
    cell: readName(search, 'cell', CHOICES.cell, START.cell),
    hidden: number('hidden'),
    layers: number('layers'),
    k1: number('k1'),
    k2: number('k2'),
    optimizer: readName(search, 'optimizer', CHOICES.optimizer, START.optimizer),
    rate: number('rate'),
    clip: number('clip'),
    seed: number('seed'),
  });
  const [layer = 0, unit = 0] = (search.get('unit') ?? '').split('.').map(Number);
  return {
    model,
    writing: { temperature: written('temperature'), topP: written('topP') },
    place: isPlaceOf(model, { layer, unit }) ? { layer, unit } : undefined,
  };
}

/** Returns whether a model has a unit. */
export function isPlaceOf({ layers, hidden }: ModelSettings, { layer, unit }: Place): boolean {
  const isIn = (value: number, most: number) => Number.isInteger(value) && value >= 1 && value <= most;
  return isIn(layer, layers) && isIn(unit, hidden);
}

/** Back-propagation reaches at least over the counted losses: k2 >= k1. */
export function inOrder(settings: ModelSettings): ModelSettings {
  return { ...settings, k2: Math.max(settings.k1, settings.k2) };
}

/** Writes settings as the parameters of an address. */
export function settingsToUrl({ model, writing, place }: MemorySettings): Record<string, string> {
  return {
    ...toParameters(model),
    ...toParameters(writing),
    ...(place && { unit: `${place.layer}.${place.unit}` }),
  };
}

/** Returns the settings in which a model differs from another, such as `GRU, k2 16`. */
export function differenceOf(model: ModelSettings, other: ModelSettings): string {
  const names = Object.keys(model) as readonly (keyof ModelSettings)[];
  const changed = names.filter((name) => model[name] !== other[name]);
  return changed
    .map((name) => (name === 'cell' || name === 'optimizer' ? model[name] : `${name} ${model[name]}`))
    .join(', ');
}
