import { type Parameter, seeded } from '@tbptt/core';
import { expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { CoupledLSTM } from './coupled-lstm.js';
import { GRU } from './gru.js';
import { chrono, forgetBias, orthogonalRecurrent } from './initialization.js';
import { LSTM } from './lstm.js';
import { MinLSTM } from './min-lstm.js';

const random = seeded(1);
const H = 6;

/** The sum of both biases of a gate. */
function biasOf(layer: LSTM | MinLSTM, gate: number): number[] {
  const [ih, hh] = [layer.biasIh?.toFloats() ?? [], layer.biasHh?.toFloats() ?? []];
  return Array.from({ length: H }, (_, unit) => (ih[gate * H + unit] ?? 0) + (hh[gate * H + unit] ?? 0));
}

describe('the forget bias', () => {
  test('is the sum of both biases of the forget gate, and of no other', () => {
    const layer = new LSTM(3, H, { random });
    const before = [0, 2, 3].map((gate) => biasOf(layer, gate));
    forgetBias(layer);
    expect(biasOf(layer, 1)).toEqual(Array(H).fill(1));
    expect([0, 2, 3].map((gate) => biasOf(layer, gate))).toEqual(before);
    forgetBias(layer, -2.5);
    expect(biasOf(layer, 1)).toEqual(Array(H).fill(-2.5));
  });

  test('is set where a cell has no recurrent biases, too', () => {
    const layer = new MinLSTM(3, H, { random });
    forgetBias(layer, 3);
    expect(biasOf(layer, 0)).toEqual(Array(H).fill(3));
  });

  test('needs a gate f, biases and a number', () => {
    expect(() => forgetBias(new GRU(3, H, { random }))).toThrow(
      'forgetBias: GRU has no gate f; its gates are r, z, n.',
    );
    expect(() => forgetBias(new LSTM(3, H, { random, bias: false }))).toThrow('LSTM has no biases');
    expect(() => forgetBias(new LSTM(3, H, { random }), Number.NaN)).toThrow('the value is NaN');
  });
});

describe('orthogonal recurrent weights', () => {
  /** The product of a gate's weights with its transpose, whichever is the smaller. */
  function gram(weight: Parameter, first: number): number[] {
    const [rows = 0, columns = 0] = weight.shape;
    const w = weight.toFloats();
    return Array.from({ length: rows * rows }, (_, i) => {
      const [a, b] = [Math.floor(i / rows), i % rows];
      let dot = 0;
      for (let k = first; k < first + H; k++) dot += (w[a * columns + k] ?? 0) * (w[b * columns + k] ?? 0);
      return dot;
    });
  }
  const identity = (n: number, diagonal: number) =>
    Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? diagonal : 0));

  test('are orthogonal gate by gate', () => {
    const layer = new GRU(3, H, { random });
    orthogonalRecurrent(layer, { random });
    for (let gate = 0; gate < 3; gate++) {
      expectClose(gram(layer.weightHh as Parameter, gate * H), identity(H, 1), { absolute: 1e-6 });
    }
  });

  test('have orthonormal rows where the output is projected, and a gain', () => {
    const layer = new LSTM(3, H, { random, projection: 4 });
    orthogonalRecurrent(layer, { random, gain: 2 });
    expectClose(gram(layer.weightHh as Parameter, 3 * H), identity(4, 4), { absolute: 1e-5 });
  });

  test('need recurrent weights', () => {
    expect(() => orthogonalRecurrent(new MinLSTM(3, H, { random }), { random })).toThrow(
      'orthogonalRecurrent: MinLSTM has no recurrent weights.',
    );
  });
});

describe('chrono initialization', () => {
  test('spreads the time constants evenly up to the longest, and the input gate is its opposite', () => {
    const units = 256;
    const layer = new LSTM(1, units, { random });
    chrono(layer, { longest: 101, random });
    const bias = layer.biasIh?.toFloats() ?? new Float32Array();
    const forget = bias.subarray(units, 2 * units);
    expect([...bias.subarray(0, units)]).toEqual(Array.from(forget, (b) => -b));
    const times = Array.from(forget, Math.exp);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...times)).toBeLessThanOrEqual(100.001);
    const mean = times.reduce((sum, time) => sum + time, 0) / units;
    expect(Math.abs(mean - 50.5)).toBeLessThan(5 * (99 / Math.sqrt(12 * units)));
    expect(new Set(layer.biasHh?.toFloats().subarray(0, 2 * units))).toEqual(new Set([0]));
  });

  test('sets the forget gate alone where the input gate is coupled to it', () => {
    const layer = new CoupledLSTM(2, H, { random });
    chrono(layer, { longest: 20, random });
    expect(Math.min(...(layer.biasIh?.toFloats().subarray(0, H) ?? []))).toBeGreaterThanOrEqual(0);
  });

  test('needs a length of at least two steps', () => {
    expect(() => chrono(new LSTM(2, H, { random }), { longest: 1, random })).toThrow(
      'chrono: longest is 1; it must be a finite number of at least 2.',
    );
  });
});
