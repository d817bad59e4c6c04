import { type Parameter, type Random, seeded, tensor } from '@tbptt/core';
import { Vocabulary } from '@tbptt/data';
import { expect, test } from 'vitest';
import { CoupledLSTM } from '../cells/coupled-lstm.js';
import { GRU } from '../cells/gru.js';
import { LSTM } from '../cells/lstm.js';
import { MinGRU } from '../cells/min-gru.js';
import { PeepholeLSTM } from '../cells/peephole-lstm.js';
import { RNN } from '../cells/rnn.js';
import { CharLM } from '../models/char-lm.js';
import { chooseUnits } from './choose-units.js';
import type { StudiedUnit } from './layer-study.js';
import { studyUnits, type UnitStudy } from './study-units.js';
import { textFeatures } from './text-features.js';

const text = 'He said: "it rains." (It does.)\nA dog barks, a cat sleeps, 7 birds sing.\n'.repeat(20);
const vocabulary = Vocabulary.of(text);
const ids = vocabulary.encode(text);
const random = (): Random => seeded(1);

/** Studies the beginning of the text. */
function studied(model: CharLM, most: number, passage: number): UnitStudy | undefined {
  const read = ids.subarray(0, most);
  const features = textFeatures(Array.from(text.slice(0, most)));
  const steps = studyUnits(model, read, { features, passage });
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

function assign(parameter: Parameter | undefined, numbers: readonly number[]): void {
  parameter?.assign(tensor(parameter.shape, numbers));
}

/** A model whose first unit is 1 after a space and -1 after all else, the second the opposite. */
function spaceDetector(): CharLM {
  const model = new CharLM(vocabulary.size, { cell: RNN, hidden: 2, random: random() });
  const [layer] = model.rnn.layers;
  if (!(layer instanceof RNN)) throw new Error('no layer');
  const space = vocabulary.symbols.indexOf(' ');
  const rows = Array.from({ length: vocabulary.size }, (_, id) => (id === space ? [4, -4] : [-4, 4]));
  assign(layer.weightIh, rows.flat());
  assign(layer.weightHh, [0, 0, 0, 0]);
  assign(layer.biasIh, [0, 0]);
  assign(layer.biasHh, [0, 0]);
  return model;
}

test('a unit that follows a feature is found, with its sign', () => {
  const study = studied(spaceDetector(), 1000, 40);
  expect(study?.steps).toBe(1000);
  expect(study?.activation).toBe('h');
  expect(study?.units.map(({ layer, unit, feature }) => ({ layer, unit, feature }))).toEqual([
    { layer: 1, unit: 1, feature: 'at a space' },
    { layer: 1, unit: 2, feature: 'at a space' },
  ]);
  expect(study?.units[0]?.correlation).toBeCloseTo(1, 6);
  expect(study?.units[1]?.correlation).toBeCloseTo(-1, 6);
  const expected = Array.from(text.slice(0, 40), (character) => (character === ' ' ? 1 : -1));
  expect(Array.from(study?.units[0]?.activations ?? [], Math.round)).toEqual(expected);
});

test('the surprise at each character is its loss in bits', () => {
  const model = new CharLM(vocabulary.size, { hidden: 4, random: random() });
  const study = studied(model, 600, 300);
  expect(study?.surprise[0]).toBeNaN();
  const bits = Array.from(study?.surprise.subarray(1) ?? []);
  const mean = bits.reduce((sum, each) => sum + each, 0) / 299;
  expect(mean).toBeCloseTo(Math.log2(vocabulary.size), 0); // it has learned nothing
});

test('gates that are forced open are open all the time, those forced shut never', () => {
  const model = new CharLM(vocabulary.size, { cell: LSTM, hidden: 3, random: random() });
  const [layer] = model.rnn.layers;
  if (!(layer instanceof LSTM)) throw new Error('no layer');
  // Input gates of all units shut, forget gates open, output gates between.
  assign(layer.biasIh, [-9, -9, -9, 9, 9, 9, 0, 0, 0, 0, 0, 0]);
  const study = studied(model, 300, 10);
  expect(study?.activation).toBe('tanh(c)');
  expect(study?.saturation).toMatchObject([
    { layer: 1, gate: 'input', open: [0, 0, 0], closed: [1, 1, 1] },
    { layer: 1, gate: 'forget', open: [1, 1, 1], closed: [0, 0, 0] },
    { layer: 1, gate: 'output', open: [0, 0, 0], closed: [0, 0, 0] },
  ]);
});

test.each([
  [CoupledLSTM, ['forget', 'output']],
  [PeepholeLSTM, ['input', 'forget', 'output']],
  [GRU, ['reset', 'update']],
  [MinGRU, ['update']],
])('the gates of %o have the names of its paper', (cell, names) => {
  const study = studied(new CharLM(vocabulary.size, { cell, hidden: 3, random: random() }), 100, 10);
  expect(study?.saturation.map(({ gate }) => gate)).toEqual(names);
});

test('a model of numbers that are not finite is not studied', () => {
  const model = new CharLM(vocabulary.size, { hidden: 4, random: random() });
  const [layer] = model.rnn.layers;
  if (layer instanceof LSTM) assign(layer.biasIh, Array<number>(16).fill(Number.NaN));
  expect(studied(model, 100, 10)).toBeUndefined();
});

test('a study may be left whenever it yields', () => {
  const model = new CharLM(vocabulary.size, { hidden: 4, random: random() });
  const steps = studyUnits(model, ids.subarray(0, 600), { features: [], passage: 10 });
  expect([steps.next().done, steps.next().done, steps.next().done, steps.next().done]).toEqual([
    false,
    false,
    false,
    true,
  ]);
});

test('a text in stretches is studied as if it was read at once: the first symbols do not change', () => {
  const model = new CharLM(vocabulary.size, { hidden: 4, random: random() });
  const [short, long] = [studied(model, 256, 40), studied(model, 700, 40)];
  const unit = ({ units }: UnitStudy) => units.find(({ unit: number }) => number === 2)?.activations;
  expect(unit(long as UnitStudy)).toEqual(unit(short as UnitStudy));
});

test('the chosen units are the strongest, but few of one kind', () => {
  const unit = (number: number, feature: string, correlation: number): StudiedUnit => ({
    layer: 1,
    unit: number,
    feature,
    correlation,
    activations: new Float32Array(0),
  });
  const units = [
    unit(1, 'at a space', 0.9),
    unit(2, 'at a space', -0.8),
    unit(3, 'at a space', 0.7),
    unit(4, 'inside quotes', 0.6),
    unit(5, 'at a space', 0.5),
  ];
  const numbers = (most: number, each: number) => chooseUnits(units, most, each).map((chosen) => chosen.unit);
  expect(numbers(3, 2)).toEqual([1, 2, 4]);
  expect(numbers(2, 2)).toEqual([1, 2]);
  expect(numbers(5, 2)).toEqual([1, 2, 4, 3, 5]);
});
