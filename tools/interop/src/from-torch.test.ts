/** What PyTorch wrote is read, and gives PyTorch's outputs. */
import { FormatError, seeded } from '@tbptt/core';
import { decodeSafetensors, encodeSafetensors, fromTorch, stateDictionary, toTorch } from '@tbptt/core/files';
import { expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { fixture, fixtureNames } from './fixtures.js';
import { modelOf } from './model-of.js';

test('there are fixtures', () => {
  expect(fixtureNames.length).toBeGreaterThan(10);
});

describe.each(fixtureNames)("PyTorch's %s", (name) => {
  const { description, weights, inputs, outputs } = fixture(name);

  test('gives its outputs here', () => {
    const { model, run } = modelOf(description, seeded(1));
    fromTorch(model, decodeSafetensors(weights).tensors);
    const ours = run(inputs);
    expect(Object.keys(ours)).toEqual(Object.keys(outputs));
    for (const [key, theirs] of Object.entries(outputs)) {
      expect(ours[key]?.shape).toEqual(theirs.shape);
      expectClose(ours[key]?.toFloats() ?? [], theirs.toFloats(), { absolute: 1e-6, relative: 0, name: key });
    }
  });

  test('goes back as the same bytes', () => {
    const { model } = modelOf(description, seeded(1));
    fromTorch(model, decodeSafetensors(weights).tensors);
    expect(Buffer.from(encodeSafetensors(toTorch(model))).equals(weights)).toBe(true);
  });

  test('that is cut off or of another model is refused, and nothing is written', () => {
    const { model } = modelOf(description, seeded(1));
    const numbers = () => Object.values(stateDictionary(model)).map((entry) => entry.toNested());
    const before = numbers();
    const load = (bytes: Uint8Array) => fromTorch(model, decodeSafetensors(bytes).tensors);
    for (const length of [0, 7, 8, 100, weights.length - 1]) {
      expect(() => load(weights.subarray(0, length))).toThrow(FormatError);
    }
    const another = fixture(name === 'lstm' ? 'gru' : 'lstm');
    expect(() => load(another.weights)).toThrow('fromTorch: the entries do not fit the model (');
    expect(numbers()).toEqual(before);
  });
});
