import type { LayerRecord } from './inspect-units.js';

/** A unit and the feature of the text that it is correlated with most. */
export interface StudiedUnit {
  /** The layer and the unit in it, both counted from 1. */
  readonly layer: number;
  readonly unit: number;
  /** The name of the feature; empty if the unit is correlated with none. */
  readonly feature: string;
  /** Pearson's correlation with the feature, -1 to 1. */
  readonly correlation: number;
  /** The activation after each symbol of the passage. */
  readonly activations: Float32Array;
}

/** How often a gate of each unit of a layer is nearly open or nearly closed. */
export interface GateSaturation {
  /** The layer, counted from 1. */
  readonly layer: number;
  /** The name of the gate, such as `forget`. */
  readonly gate: string;
  /** For each unit the share of the steps at which its gate is above 0.9, and below 0.1. */
  readonly open: readonly number[];
  readonly closed: readonly number[];
}

/** The names that papers give the gates of a cell. */
const GATE_NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  LSTM: { i: 'input', f: 'forget', o: 'output' },
  CoupledLSTM: { f: 'forget', o: 'output' },
  PeepholeLSTM: { i: 'input', f: 'forget', o: 'output' },
  GRU: { r: 'reset', z: 'update' },
  MinGRU: { z: 'update' },
};

/** Sums over the steps for the units of a layer. */
export class LayerStudy {
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

/** Returns the state that is studied: the memory of an LSTM, squashed to -1 to 1, or else the output. */
function stateOf(states: LayerRecord['states']) {
  const { c, h } = states;
  if (c !== undefined) return { values: c, activation: 'tanh(c)', isMemory: true };
  if (h === undefined) throw new TypeError('a layer has no state h.');
  return { values: h, activation: 'h', isMemory: false };
}
