import { crossEntropy, IGNORED, indices, logSoftmax, parametersOf, seeded, zeros } from '@tbptt/core';
import { expectClose, gradcheck } from '@tbptt/core/testing';
import { nextSymbols, padSequences } from '@tbptt/data';
import { adam, clipByGlobalNorm, Optimizer } from '@tbptt/optim';
import { describe, expect, test } from 'vitest';
import { bidirectional } from '../bidirectional.js';
import { GRU } from '../cells/gru.js';
import { LSTM } from '../cells/lstm.js';
import { beamSearch } from '../models/beam-search.js';
import { RecurrentModel } from '../models/recurrent-model.js';
import { sample } from '../models/sample.js';
import type { Stop } from '../models/stop-rule.js';
import { selectLanes } from '../states/select-lanes.js';
import { AttentionDecoder, type AttentionDecoderOptions } from './attention-decoder.js';
import { EncoderDecoder } from './encoder-decoder.js';

const [V, B] = [6, 3];
const make = (options: Partial<AttentionDecoderOptions> = {}) => {
  const random = seeded(5);
  const encoder = new RecurrentModel(V, { embedding: 3, cell: bidirectional(GRU), hidden: 4, random });
  const decoder = new AttentionDecoder(V, encoder.outputSize, {
    hidden: 5,
    embedding: 3,
    cell: GRU,
    random,
    ...options,
  });
  return new EncoderDecoder(encoder, decoder);
};
const sources = indices([4, B], [1, 2, 3, 4, 5, 0, 1, 2, 0, 3, 0, 0]);
const sourceLengths = [4, 3, 2];
const inputs = indices([3, B], [0, 0, 0, 2, 4, 1, 3, 0, 5]);
const targets = indices([3, B], [2, 4, 1, 3, IGNORED, 5, 0, IGNORED, 0]);
const lengths = [3, 1, 3];

describe.each(['additive', 'dot'] as const)('with %s attention', (attention) => {
  const model = make({ attention, layers: 2, cell: LSTM });

  test('the gradient of the whole model is that of finite differences', () => {
    const lossOf = () => crossEntropy(model.forward({ sources, sourceLengths, inputs, lengths }), targets);
    gradcheck(model, lossOf, { samples: 5 });
  });

  test('steps are those of a window, and the source stays in the state', () => {
    const begin = model.encode(sources, sourceLengths);
    const window = model.decoder.unroll(inputs, begin);
    const outputs: number[] = [];
    let state = begin;
    for (let t = 0; t < 3; t++) {
      const stepped = model.decoder.step(indices([B], inputs.data.subarray(t * B, (t + 1) * B)), state);
      outputs.push(...stepped.output.toFloats());
      ({ state } = stepped);
    }
    expectClose(outputs, [...window.outputs.toFloats()], { relative: 1e-5, absolute: 1e-6 });
    expect(state.keys).toBe(begin.keys);
    expect(state.mask).toBe(begin.mask);
  });

  test('a lane is what it is alone, whatever the lanes beside it and the padding of its source', () => {
    const whole = model.forward({ sources, sourceLengths, inputs }).toNested();
    for (let lane = 0; lane < B; lane++) {
      const length = sourceLengths[lane] as number;
      const source = indices(
        [length, 1],
        Array.from({ length }, (_, s) => sources.data[s * B + lane] as number),
      );
      const own = indices(
        [3, 1],
        [0, 1, 2].map((t) => inputs.data[t * B + lane] as number),
      );
      const alone = model.forward({ sources: source, inputs: own }).toNested() as number[][][];
      const beside = whole as number[][][];
      expectClose(alone.map(([row = []]) => row).flat(), beside.map((rows) => rows[lane] ?? []).flat(), {
        relative: 1e-5,
        absolute: 1e-6,
      });
    }
  });

  test('sees the steps of its source only, with weights whose sum is 1', () => {
    const weights = model.decoder.alignment(inputs, model.encode(sources, sourceLengths));
    expect(weights.shape).toEqual([3, B, 4]);
    for (const rows of weights.toNested() as number[][][]) {
      rows.forEach((row, lane) => {
        expect(row.slice(sourceLengths[lane]).every((weight) => weight === 0)).toBe(true);
        expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
        expect(row.every((weight) => weight >= 0)).toBe(true);
      });
    }
  });
});

test('without a source the decoder is a language model', () => {
  const { decoder } = make();
  const { outputs, state } = decoder.unroll(inputs);
  expect(outputs.toFloats().every(Number.isFinite)).toBe(true);
  expect([
    ...decoder.attention.attend(zeros([B, 1, 5]), state.keys, state.prepared, state.mask).contexts.toFloats(),
  ]).toEqual(Array.from({ length: B * 8 }, () => 0));
});

describe('free running', () => {
  const model = make();
  const options = { start: 0, stop: 5, length: 7 };

  test('takes the likeliest symbol after those it took', () => {
    const texts = model.generate(sources, { ...options, lengths: sourceLengths });
    texts.forEach((text, lane) => {
      const length = sourceLengths[lane] as number;
      const source = indices(
        [length, 1],
        Array.from({ length }, (_, s) => sources.data[s * B + lane] as number),
      );
      const written = [0];
      while (written.length <= options.length) {
        const logits = model.forward({ sources: source, inputs: indices([written.length, 1], written) });
        const last = Array.from(logits.toFloats().slice(-V));
        const next = last.indexOf(Math.max(...last));
        if (next === options.stop) break;
        written.push(next);
      }
      expect(text).toEqual(written.slice(1));
    });
  });

  test('is sampling and beam search of the decoder from the state of the source', () => {
    const state = model.encode(sources, sourceLengths);
    const drawing = { random: seeded(3), temperature: 1.5, topK: 4 };
    const texts = model.generate(sources, { ...options, ...drawing, lengths: sourceLengths });
    const drawn: number[][] = [[], [], []];
    const again = sample(model.decoder, {
      ...drawing,
      random: seeded(3),
      prime: [[0], [0], [0]],
      state,
      stop: [5],
      length: 7,
    });
    for (const { lane, symbol } of again) if (symbol !== 5) drawn[lane]?.push(symbol);
    expect(texts).toEqual(drawn);
    const best = model.generate(sources, { ...options, beams: 3, lengths: sourceLengths });
    best.forEach((text, lane) => {
      const own = selectLanes(state, [lane]);
      const [found] = beamSearch(model.decoder, { prime: [0], state: own, beams: 3, length: 7, stop: 5 });
      expect(text).toEqual(found?.symbols.filter((symbol) => symbol !== 5));
    });
  });

  test('leaves out the stop that ends a text', () => {
    const source = indices([4, 1], [1, 3, 5, 2]);
    const draw = (stop: Stop) => {
      const drawing = { temperature: 4, random: seeded(2) };
      return model.generate(source, { start: 0, length: 40, ...drawing, stop })[0];
    };
    const whole = draw([]) ?? [];
    expect(whole).toHaveLength(40);
    const pair = whole.slice(20, 22);
    const end = whole.findIndex((symbol, i) => symbol === pair[0] && whole[i + 1] === pair[1]);
    expect(new Set(whole.slice(0, end)).size).toBeGreaterThan(1);
    expect(draw([pair])).toEqual(whole.slice(0, end));
    // Of several the longest counts, and what of it was read is no part of the text.
    expect(draw([pair[1] ?? 0, pair])).toEqual(whole.slice(0, whole.indexOf(pair[1] ?? 0)));
    expect(draw([[0, whole[0] ?? 0]])).toEqual([]);
    expect(draw([whole.slice(2, 5), whole[4] ?? 0, whole.slice(3, 5)])?.length).toBeLessThanOrEqual(2);
    const search = { beams: 3, length: 6, lengthPenalty: 0, stop: [[3, 3], 1] };
    const [found] = beamSearch(model.decoder, { prime: [0], state: model.encode(source), ...search });
    expect(found?.symbols).toEqual([3, 3]);
    expect(model.generate(source, { start: 0, ...search })).toEqual([[]]);
    expect(model.generate(source, { start: 0, ...search, stop: [[3, 3, 3]] })).toEqual([[0, 0]]);
  });

  test('with as many beams as texts finds the likeliest', () => {
    const state = selectLanes(model.encode(sources, sourceLengths), [1]);
    const [best] = beamSearch(model.decoder, { prime: [0], state, beams: 40, length: 2, lengthPenalty: 0 });
    const scores = Array.from({ length: V * V }, (_, i) => {
      const [one, other] = [Math.floor(i / V), i % V];
      const { outputs } = model.decoder.unroll(indices([2, 1], [0, one]), state);
      const numbers = logSoftmax(outputs).toFloats();
      return (numbers[one] as number) + (numbers[V + other] as number);
    });
    expect(best?.logProbability).toBeCloseTo(Math.max(...scores), 5);
  });

  test('refuses what contradicts itself', () => {
    const start = (more: object) => () => model.generate(sources, { ...options, ...more });
    expect(start({ temperature: 1 })).toThrow('random is undefined; a temperature above 0 draws symbols');
    expect(start({ beams: 2, topK: 3 })).toThrow('beams is given beside options of sampling');
    expect(start({ start: 6 })).toThrow('start is 6');
    expect(start({ stop: -1 })).toThrow('stop is -1');
    expect(start({ stop: [[0, 6]] })).toThrow('the last symbol of stop is 6');
    expect(start({ length: 0 })).toThrow('length is 0');
    expect(start({ end: 1 })).toThrow("there is no option 'end'");
    expect(start({ lengths: [1] })).toThrow('1 lengths are given for 3 lanes');
  });
});

test('a model that learns to reverse what it reads attends from the end to the beginning', () => {
  const random = seeded(7);
  const [symbols, boundary] = [8, 0];
  const word = () =>
    Int32Array.from({ length: 2 + random.integer(4) }, () => 1 + random.integer(symbols - 1));
  const encoder = new RecurrentModel(symbols, {
    embedding: 12,
    cell: bidirectional(GRU),
    hidden: 24,
    random,
  });
  const decoder = new AttentionDecoder(symbols, encoder.outputSize, { hidden: 32, cell: GRU, random });
  const model = new EncoderDecoder(encoder, decoder);
  const optimizer = new Optimizer(model, [clipByGlobalNorm(1), adam({ learningRate: 1e-2 })]);
  for (let update = 0; update < 300; update++) {
    const words = Array.from({ length: 32 }, word);
    const reversed = words.map((each) => each.toReversed());
    const { inputs: read, lengths: readLengths } = padSequences(words);
    const window = nextSymbols(reversed, [...words.keys()], boundary);
    const batch = { sources: read, sourceLengths: readLengths, ...window };
    optimizer.step(() => crossEntropy(model.forward(batch), window.targets));
  }
  const unseen = Array.from({ length: 40 }, word);
  const { inputs: read, lengths: readLengths } = padSequences(unseen);
  const options = { start: boundary, stop: boundary, length: 8, lengths: readLengths };
  for (const texts of [model.generate(read, options), model.generate(read, { ...options, beams: 3 })]) {
    const right = texts.filter((text, i) => String(text) === String(unseen[i]?.toReversed()));
    expect(right.length).toBeGreaterThan(36);
  }
  const state = model.encode(indices([5, 1], [1, 2, 3, 4, 5]));
  const seen = decoder.alignment(indices([5, 1], [0, 5, 4, 3, 2]), state).toNested() as number[][][];
  const middles = seen.map(([row = []]) => row.reduce((sum, weight, s) => sum + weight * s, 0));
  expect(middles[0]).toBeGreaterThan((middles[2] ?? 0) + 0.5);
  expect(middles[2]).toBeGreaterThan((middles[4] ?? 0) + 0.5);
});

test('parts that do not fit are refused', () => {
  const { encoder, decoder } = make();
  expect(() => new EncoderDecoder(new GRU(2, 3, { random: seeded(1) }), decoder)).toThrow(
    'the outputs of the encoder have 3 numbers, but the decoder sees keys of 8; they must be as many.',
  );
  expect(() => new EncoderDecoder(encoder, encoder as never)).toThrow('it must be an AttentionDecoder');
  expect(() => make({ attention: 'cosine' as never })).toThrow("it must be 'additive' or 'dot'");
  expect(() => decoder.begin(zeros([2, 3]))).toThrow('the keys are [2, 3]; they must be [S, B, 8]');
  expect(() => decoder.begin(zeros([2, 3, 8]), { lengths: [3, 0, 0] })).toThrow('the length of lane 0 is 3');
  const state = decoder.begin(zeros([2, 2, 8]));
  expect(() => decoder.unroll(inputs, { ...decoder.initialState(B), keys: state.keys })).toThrow(
    'the source of the state has 2 lanes, the inputs 3',
  );
  expect(() => decoder.step(indices([B], [0, 0, 0]), { rnn: state.rnn } as never)).toThrow(
    'it must be one that begin(keys) returns',
  );
  expect([...parametersOf(make({ attention: 'dot' })).keys()]).toContain('decoder.attention.key.weight');
});
