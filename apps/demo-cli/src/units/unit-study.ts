import { setImmediate as turn } from 'node:timers/promises';
import { indices, parametersOf } from '@tbptt/core';
import type { Vocabulary } from '@tbptt/data';
import type { CharLM, State } from '@tbptt/rnn';
import { inspectUnits, type LayerRecord } from '@tbptt/rnn/inspection';
import { featuresOf } from './features.js';

/** A unit and what it seems to have learned. */
export interface StudiedUnit {
  /** The layer and the unit in it, both counted from 1. */
  readonly layer: number;
  readonly unit: number;
  /** The feature that it is correlated with most. */
  readonly feature: string;
  /** Pearson's correlation with it, -1 to 1. */
  readonly correlation: number;
  /** The activation after each character of the passage, -1 to 1. */
  readonly activations: Float32Array;
}

/** How often a gate of each unit of a layer is nearly open or nearly closed. */
export interface GateSaturation {
  readonly layer: number;
  /** The name of the gate, such as `forget`. */
  readonly gate: string;
  /** For each unit the share of the characters at which its gate is above 0.9, and below 0.1. */
  readonly open: readonly number[];
  readonly closed: readonly number[];
}

/** What the units of a model do while it reads a text. */
export interface UnitStudy {
  /** The number of characters that correlations and saturations are computed from. */
  readonly characters: number;
  /** The passage at the beginning whose activations are kept, character by character. */
  readonly passage: readonly string[];
  /** The loss of each character of the passage, in bits; NaN for the first. */
  readonly surprise: Float32Array;
  /** How an activation is computed from the state, such as `tanh(c)`. */
  readonly activation: string;
  /** All units, the one with the strongest correlation first. */
  readonly units: readonly StudiedUnit[];
  readonly saturation: readonly GateSaturation[];
}

/** How much a study reads. */
export interface StudyOptions {
  /** The most characters to read. */
  readonly most: number;
  /** The length of the passage whose activations are kept. */
  readonly passage: number;
  /** Ends the study when it returns true. */
  readonly stopped?: () => boolean;
}

/** Characters that are read at once: they bound the memory. */
const STRETCH = 256;

/** Names of gates for people. */
const GATE_NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  LSTM: { i: 'input', f: 'forget', o: 'output' },
  GRU: { r: 'reset', z: 'update' },
};

/** Returns how many characters a model reads in a few seconds. */
export function affordable(model: CharLM, seconds: number): number {
  const weights = [...parametersOf(model).values()].reduce((sum, { size }) => sum + size, 0);
  return Math.round(Math.min(20_000, Math.max(1500, (seconds * 6e8) / weights)));
}

/**
 * Reads a text with a model and finds what its units do: how they are correlated with features of
 * the text, and how often their gates are saturated (Karpathy, Johnson & Fei-Fei 2015,
 * arXiv:1506.02078). Undefined if it is stopped, if the text has less than two characters, or if the
 * model gives numbers that are not finite.
 */
export async function studyUnits(
  model: CharLM,
  vocabulary: Vocabulary,
  ids: Int32Array,
  { most, passage, stopped = () => false }: StudyOptions,
): Promise<UnitStudy | undefined> {
  const read = ids.subarray(0, most);
  if (read.length < 2) return undefined;
  const characters = Array.from(read, (id) => vocabulary.decode([id]));
  const features = featuresOf(characters);
  const kept = Math.min(passage, read.length);
  const surprise = new Float32Array(kept).fill(Number.NaN);
  let layers: LayerStudy[] = [];
  let state: State | undefined;
  for (let start = 0; start < read.length; start += STRETCH) {
    await turn();
    if (stopped()) return undefined;
    const stretch = read.slice(start, start + STRETCH);
    const record = inspectUnits(
      model,
      indices([stretch.length, 1], stretch),
      state === undefined ? {} : { state },
    );
    state = record.state;
    if (start === 0) layers = record.layers.map((layer) => new LayerStudy(layer, features.length, kept));
    for (const [index, layer] of record.layers.entries()) {
      layers[index]?.add(layer, start, (at) => features.map(({ values }) => values[at] as number));
    }
    surprises(record.outputs.toFloats(), read, start, surprise);
  }
  if (!layers.every((layer) => layer.isFinite)) return undefined;
  const names = features.map(({ name }) => name);
  const units = layers.flatMap((layer, index) => layer.units(index + 1, names));
  return {
    characters: read.length,
    passage: characters.slice(0, kept),
    surprise,
    activation: layers[0]?.activation ?? '',
    units: units.toSorted((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation)),
    saturation: layers.flatMap((layer, index) => layer.saturation(index + 1)),
  };
}

/** Writes the losses, in bits, of the characters that the logits of a stretch predict. */
function surprises(logits: ArrayLike<number>, ids: Int32Array, start: number, bits: Float32Array): void {
  const last = Math.min(ids.length, start + STRETCH);
  const V = logits.length / (last - start);
  for (let t = start; t < last && t + 1 < bits.length; t++) {
    const row = (t - start) * V;
    let most = Number.NEGATIVE_INFINITY;
    for (let v = 0; v < V; v++) most = Math.max(most, logits[row + v] as number);
    let sum = 0;
    for (let v = 0; v < V; v++) sum += Math.exp((logits[row + v] as number) - most);
    bits[t + 1] = (most + Math.log(sum) - (logits[row + (ids[t + 1] as number)] as number)) / Math.LN2;
  }
}

/** Sums over the text for the units of a layer. */
class LayerStudy {
  readonly activation: string;
  readonly #cell: string;
  readonly #H: number;
  readonly #features: number;
  readonly #kept: number;
  readonly #passage: Float32Array;
  #count = 0;
  /** [H] */
  readonly #sum: Float64Array;
  readonly #squares: Float64Array;
  /** [F, H] */
  readonly #products: Float64Array;
  /** [F] */
  readonly #featureSum: Float64Array;
  readonly #featureSquares: Float64Array;
  readonly #gates = new Map<string, { readonly open: Float64Array; readonly closed: Float64Array }>();

  constructor({ cell, states, gates }: LayerRecord, features: number, kept: number) {
    const [, , H = 0] = stateOf(states).values.shape;
    this.activation = stateOf(states).activation;
    this.#cell = cell;
    this.#H = H;
    this.#features = features;
    this.#kept = kept;
    this.#passage = new Float32Array(kept * H);
    this.#sum = new Float64Array(H);
    this.#squares = new Float64Array(H);
    this.#products = new Float64Array(features * H);
    this.#featureSum = new Float64Array(features);
    this.#featureSquares = new Float64Array(features);
    for (const [name, { squashing }] of Object.entries(gates)) {
      if (squashing === 'sigmoid') {
        this.#gates.set(name, { open: new Float64Array(H), closed: new Float64Array(H) });
      }
    }
  }

  add(
    { states, gates }: LayerRecord,
    start: number,
    featuresAt: (position: number) => readonly number[],
  ): void {
    const { values, isMemory } = stateOf(states);
    const numbers = values.toFloats();
    const H = this.#H;
    const steps = numbers.length / H;
    for (let t = 0; t < steps; t++) {
      const features = featuresAt(start + t);
      for (let f = 0; f < this.#features; f++) {
        const feature = features[f] as number;
        this.#featureSum[f] = (this.#featureSum[f] as number) + feature;
        this.#featureSquares[f] = (this.#featureSquares[f] as number) + feature * feature;
      }
      for (let unit = 0; unit < H; unit++) {
        const raw = numbers[t * H + unit] as number;
        const a = isMemory ? Math.tanh(raw) : raw;
        if (start + t < this.#kept) this.#passage[(start + t) * H + unit] = a;
        this.#sum[unit] = (this.#sum[unit] as number) + a;
        this.#squares[unit] = (this.#squares[unit] as number) + a * a;
        for (let f = 0; f < this.#features; f++) {
          const at = f * H + unit;
          this.#products[at] = (this.#products[at] as number) + a * (features[f] as number);
        }
      }
    }
    this.#count += steps;
    for (const [name, { open, closed }] of this.#gates) {
      const gate = gates[name]?.values.toFloats() ?? [];
      for (let i = 0; i < gate.length; i++) {
        const unit = i % H;
        if ((gate[i] as number) > 0.9) open[unit] = (open[unit] as number) + 1;
        else if ((gate[i] as number) < 0.1) closed[unit] = (closed[unit] as number) + 1;
      }
    }
  }

  get isFinite(): boolean {
    return this.#sum.every(Number.isFinite);
  }

  units(layer: number, names: readonly string[]): readonly StudiedUnit[] {
    return Array.from({ length: this.#H }, (_, unit) => {
      let best = { feature: '', correlation: 0 };
      for (const [f, feature] of names.entries()) {
        const correlation = this.#correlation(f, unit);
        if (Math.abs(correlation) > Math.abs(best.correlation)) best = { feature, correlation };
      }
      const activations = Float32Array.from(
        { length: this.#kept },
        (_value, t) => this.#passage[t * this.#H + unit] as number,
      );
      return { layer, unit: unit + 1, ...best, activations };
    });
  }

  saturation(layer: number): readonly GateSaturation[] {
    return Array.from(this.#gates, ([name, { open, closed }]) => ({
      layer,
      gate: GATE_NAMES[this.#cell]?.[name] ?? name,
      open: Array.from(open, (count) => count / this.#count),
      closed: Array.from(closed, (count) => count / this.#count),
    }));
  }

  /** Pearson's correlation; 0 if the unit never changes. */
  #correlation(f: number, unit: number): number {
    const n = this.#count;
    const [a, b] = [this.#sum[unit] as number, this.#featureSum[f] as number];
    const covariance = (this.#products[f * this.#H + unit] as number) - (a * b) / n;
    const variance = (this.#squares[unit] as number) - (a * a) / n;
    const ofFeature = (this.#featureSquares[f] as number) - (b * b) / n;
    const scale = Math.sqrt(variance * ofFeature);
    return variance > 1e-9 * n && scale > 0 ? covariance / scale : 0;
  }
}

/** The state whose numbers are shown: the memory of an LSTM, squashed to -1 to 1, or else the output. */
function stateOf(states: LayerRecord['states']) {
  const { c, h } = states;
  if (c !== undefined) return { values: c, activation: 'tanh(c)', isMemory: true };
  if (h === undefined) throw new TypeError('a layer has no state h.');
  return { values: h, activation: 'h', isMemory: false };
}
