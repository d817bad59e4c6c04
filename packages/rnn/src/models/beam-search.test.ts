import { ArgumentError, logSoftmax, seeded } from '@tbptt/core';
import { expect, test } from 'vitest';
import { beamSearch } from './beam-search.js';
import { CharLM } from './char-lm.js';
import { sample } from './sample.js';
import type { Stop } from './stop-rule.js';

const model = new CharLM(4, { hidden: 5, random: seeded(3) });

/** `log P(symbols after prime)`, by one window. */
function logProbability(symbols: readonly number[]): number {
  const ids = [1, ...symbols.slice(0, -1)];
  const { outputs } = model.unroll({ shape: [ids.length, 1], data: Int32Array.from(ids) });
  const numbers = logSoftmax(outputs).toFloats();
  return symbols.reduce((sum, symbol, t) => sum + (numbers[t * 4 + symbol] ?? Number.NaN), 0);
}

/** All texts of at most `length` symbols that end with one of the stops, or have that length. */
function textsOf(
  length: number,
  stops: readonly (readonly number[])[],
  before: readonly number[],
): number[][] {
  if (length === 0) return [[]];
  return [0, 1, 2, 3].flatMap((symbol) => {
    const text = [...before, symbol];
    if (stops.some((stop) => String(text.slice(-stop.length)) === String(stop))) return [[symbol]];
    return textsOf(length - 1, stops, text).map((rest) => [symbol, ...rest]);
  });
}

test.each<{ stop?: Stop; stops: number[][]; lengthPenalty: number }>([
  { stops: [], lengthPenalty: 1 },
  { stop: 2, stops: [[2]], lengthPenalty: 1 },
  { stop: [2], stops: [[2]], lengthPenalty: 0 },
  { stop: 0, stops: [[0]], lengthPenalty: 2 },
  { stop: [0, 3, 2], stops: [[0], [3], [2]], lengthPenalty: 1 },
  { stop: [[0, 3], 2, Int32Array.of(1, 1, 0)], stops: [[0, 3], [2], [1, 1, 0]], lengthPenalty: 0.5 },
])('with as many beams as beginnings the best texts of all are found, $stop, $lengthPenalty', (options) => {
  const { stop, stops, lengthPenalty } = options;
  const all = textsOf(4, stops, [1])
    .map((symbols) => ({ symbols, score: logProbability(symbols) / symbols.length ** lengthPenalty }))
    .toSorted((a, b) => b.score - a.score);
  const found = beamSearch(model, {
    prime: [1],
    length: 4,
    beams: 256,
    lengthPenalty,
    ...(stop !== undefined && { stop }),
  });
  expect(found.length).toBe(all.length);
  found.forEach(({ symbols, score, logProbability: nats }, rank) => {
    expect(score).toBeCloseTo(all[rank]?.score ?? Number.NaN, 5);
    expect(nats).toBeCloseTo(logProbability(symbols), 5);
  });
});

test('one beam takes the likeliest symbol at each step', () => {
  const [best] = beamSearch(model, { prime: [1, 3], length: 9, beams: 1 });
  const greedy = sample(model, { prime: [1, 3], length: 9, temperature: 0, random: seeded(1) });
  expect(best?.symbols).toEqual(Array.from(greedy, ({ symbol }) => symbol));
});

test('with several stop symbols as many texts are found as there are beams', () => {
  // All but one of the continuations end, so a beam may have three that end before the one that goes on.
  const found = beamSearch(model, { prime: [1], length: 6, beams: 2, stop: [0, 1, 2] });
  expect(found).toHaveLength(2);
  const stopped = found.filter(({ symbols }) => symbols.length < 6);
  for (const { symbols } of stopped) expect(symbols.slice(0, -1).every((symbol) => symbol === 3)).toBe(true);
});

test('a text that ends it may begin in the prime', () => {
  const [greedy] = beamSearch(model, { prime: [1, 3], length: 5, beams: 1 });
  const [first = 0, second = 0] = greedy?.symbols ?? [];
  const search = (stop: Stop) => beamSearch(model, { prime: [1, 3], length: 5, beams: 1, stop })[0]?.symbols;
  expect(search([[1, 3, first]])).toEqual([first]);
  expect(search([[3, first, second]])).toEqual([first, second]);
  expect(search([[1, 3]])).toEqual(greedy?.symbols); // it was read, not written
});

test('more beams find texts at least as likely, and continue from a state', () => {
  const read = (beams: number) => beamSearch(model, { prime: [1], length: 8, beams })[0]?.logProbability ?? 0;
  expect(read(8)).toBeGreaterThanOrEqual(read(1));
  const { state } = model.unroll({ shape: [2, 1], data: Int32Array.of(3, 0) });
  const [after] = beamSearch(model, { prime: [2], length: 5, beams: 3, state });
  const [whole] = beamSearch(model, { prime: [3, 0, 2], length: 5, beams: 3 });
  expect(after).toEqual(whole);
});

test('what cannot be searched is refused', () => {
  for (const options of [
    { prime: [], length: 1, beams: 1 },
    { prime: [0.5], length: 1, beams: 1 },
    { prime: [1], length: 0, beams: 1 },
    { prime: [1], length: 1, beams: 0 },
    { prime: [1], length: 1, beams: 1, stop: 4 },
    { prime: [1], length: 1, beams: 1, stop: 0.5 },
    { prime: [1], length: 1, beams: 1, stop: [[1, 4]] },
    { prime: [1], length: 1, beams: 1, stop: [[]] },
  ]) {
    expect(() => beamSearch(model, options)).toThrow(ArgumentError);
  }
});
