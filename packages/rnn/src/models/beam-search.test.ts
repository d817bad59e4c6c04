import { ArgumentError, logSoftmax, seeded } from '@tbptt/core';
import { expect, test } from 'vitest';
import { beamSearch } from './beam-search.js';
import { CharLM } from './char-lm.js';
import { sample } from './sample.js';

const model = new CharLM(4, { hidden: 5, random: seeded(3) });

/** `log P(symbols after prime)`, by one window. */
function logProbability(symbols: readonly number[]): number {
  const ids = [1, ...symbols.slice(0, -1)];
  const { outputs } = model.unroll({ shape: [ids.length, 1], data: Int32Array.from(ids) });
  const numbers = logSoftmax(outputs).toFloats();
  return symbols.reduce((sum, symbol, t) => sum + (numbers[t * 4 + symbol] ?? Number.NaN), 0);
}

/** All texts of at most `length` symbols that end with `stop`, or have that length. */
function textsOf(length: number, stop: number | undefined): number[][] {
  if (length === 0) return [[]];
  return [0, 1, 2, 3].flatMap((symbol) =>
    symbol === stop ? [[symbol]] : textsOf(length - 1, stop).map((rest) => [symbol, ...rest]),
  );
}

test.each([
  { stop: undefined, lengthPenalty: 1 },
  { stop: 2, lengthPenalty: 1 },
  { stop: 2, lengthPenalty: 0 },
  { stop: 0, lengthPenalty: 2 },
])('with as many beams as beginnings the best texts of all are found, $stop, $lengthPenalty', (options) => {
  const { stop, lengthPenalty } = options;
  const all = textsOf(4, stop)
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
  ]) {
    expect(() => beamSearch(model, options)).toThrow(ArgumentError);
  }
});
