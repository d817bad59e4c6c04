import { ArgumentError } from '@tbptt/core';
import { describe, type OptionNames, requireRange, SIZE } from '@tbptt/core/operation';
import { requireGivenOptions } from '../arguments.js';
import { CharLM } from '../models/char-lm.js';
import type { State } from '../recurrent.js';
import { inspectUnits } from './inspect-units.js';
import { type GateSaturation, LayerStudy, type StudiedUnit } from './layer-study.js';
import type { TextFeature } from './text-features.js';

/** How the units of a language model follow a text, and how far its gates are open. */
export interface UnitStudy {
  /** The number of symbols that correlations and saturations are computed from. */
  readonly steps: number;
  /** The loss of each symbol of the passage, in bits; NaN for the first. */
  readonly surprise: Float32Array;
  /** How an activation is computed from the state, such as `tanh(c)`. */
  readonly activation: string;
  /** All units, the one with the strongest correlation first. */
  readonly units: readonly StudiedUnit[];
  /** The sigmoid gates of every layer. */
  readonly saturation: readonly GateSaturation[];
}

/** Options of `studyUnits`. */
export interface StudyUnitsOptions {
  /** The features of each symbol, such as `textFeatures` of a text. */
  readonly features: readonly TextFeature[];
  /** Length of the passage at the beginning whose activations are kept. */
  readonly passage: number;
}

const NAMES: OptionNames<StudyUnitsOptions> = { features: true, passage: true };

/** The number of symbols that are read at once, which bounds the memory. */
const READ_AT_ONCE = 256;

/**
 * Reads symbols with a language model and studies its units: how they are correlated with features
 * of the text, and how often their gates are saturated, below 0.1 or above 0.9 (Karpathy, Johnson &
 * Fei-Fei 2015, arXiv:1506.02078). The activation of an LSTM's unit is the tanh of its memory, that
 * of other units is their output.
 *
 * The iterator yields after every 256 symbols, so that a long study may be interrupted. It returns
 * undefined if the model gives numbers that are not finite.
 *
 * @throws ArgumentError if the model is no CharLM or is not causal, if there are fewer than two
 * symbols or one is none of the model's, if a feature has not one value for each symbol, or if an
 * option is not valid
 */
export function studyUnits(
  model: CharLM,
  symbols: Int32Array,
  options: StudyUnitsOptions,
): Generator<undefined, UnitStudy | undefined, void> {
  requireStudy(model, symbols, options);
  return study(model, symbols, options);
}

function requireStudy(model: CharLM, symbols: Int32Array, options: StudyUnitsOptions): void {
  const operation = 'studyUnits';
  if (!(model instanceof CharLM)) {
    throw new ArgumentError(operation, `the model is ${describe(model)}; it must be a CharLM.`);
  }
  if (!(symbols instanceof Int32Array) || symbols.length < 2) {
    const given = symbols instanceof Int32Array ? `${symbols.length} of them` : describe(symbols);
    throw new ArgumentError(
      operation,
      `the symbols are ${given}; they must be an Int32Array of at least two.`,
    );
  }
  const { outputSize } = model;
  const wrong = symbols.find((symbol) => symbol < 0 || symbol >= outputSize);
  if (wrong !== undefined) {
    throw new ArgumentError(
      operation,
      `a symbol is ${wrong}; the symbols of the model are 0 to ${outputSize - 1}.`,
    );
  }
  requireGivenOptions(operation, options, NAMES);
  const { features, passage } = options;
  requireRange(operation, 'passage', passage, SIZE);
  if (!Array.isArray(features)) {
    throw new ArgumentError(
      operation,
      `the features are ${describe(features)}; they must be an array, such as textFeatures(characters).`,
    );
  }
  for (const feature of features as readonly Partial<TextFeature>[]) {
    if (typeof feature?.name === 'string' && feature.values?.length === symbols.length) continue;
    throw new ArgumentError(
      operation,
      `a feature is ${describe(feature)}; it must have a name and ${symbols.length} values, one for each symbol.`,
    );
  }
}

function* study(
  model: CharLM,
  symbols: Int32Array,
  { features, passage }: StudyUnitsOptions,
): Generator<undefined, UnitStudy | undefined, void> {
  const kept = Math.min(passage, symbols.length);
  const surprise = new Float32Array(kept).fill(Number.NaN);
  let layers: LayerStudy[] = [];
  let state: State | undefined;
  for (let start = 0; start < symbols.length; start += READ_AT_ONCE) {
    const data = symbols.slice(start, start + READ_AT_ONCE);
    const record = inspectUnits(
      model,
      { shape: [data.length, 1], data },
      state === undefined ? {} : { state },
    );
    state = record.state;
    if (start === 0) layers = record.layers.map((layer) => new LayerStudy(layer, features.length, kept));
    for (const [index, layer] of record.layers.entries()) {
      layers[index]?.add(layer, start, (at) => features.map(({ values }) => values[at] as number));
    }
    addSurprises(record.outputs.toFloats(), symbols, start, surprise);
    yield undefined;
  }
  if (!layers.every((layer) => layer.isFinite)) return undefined;
  const names = features.map(({ name }) => name);
  const units = layers.flatMap((layer, index) => layer.units(index + 1, names));
  return {
    steps: symbols.length,
    surprise,
    activation: layers[0]?.activation ?? '',
    units: units.toSorted((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation)),
    saturation: layers.flatMap((layer, index) => layer.saturation(index + 1)),
  };
}

/** Writes the losses, in bits, of the symbols that the logits predict, those from `start` on. */
function addSurprises(
  logits: ArrayLike<number>,
  symbols: Int32Array,
  start: number,
  bits: Float32Array,
): void {
  const last = Math.min(symbols.length, start + READ_AT_ONCE);
  const V = logits.length / (last - start);
  for (let t = start; t < last && t + 1 < bits.length; t++) {
    const row = (t - start) * V;
    let most = Number.NEGATIVE_INFINITY;
    for (let v = 0; v < V; v++) most = Math.max(most, logits[row + v] as number);
    let sum = 0;
    for (let v = 0; v < V; v++) sum += Math.exp((logits[row + v] as number) - most);
    bits[t + 1] = (most + Math.log(sum) - (logits[row + (symbols[t + 1] as number)] as number)) / Math.LN2;
  }
}
