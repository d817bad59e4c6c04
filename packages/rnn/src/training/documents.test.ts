/** Streams in which lanes start anew where a document begins, and end before others do. */
import {
  crossEntropy,
  differentiate,
  IGNORED,
  type Indices,
  indices,
  seeded,
  type Tensor,
} from '@tbptt/core';
import { expectClose } from '@tbptt/core/testing';
import { expect, test } from 'vitest';
import { truncationError } from '../diagnostics/truncation-error.js';
import { CharLM } from '../models/char-lm.js';
import { type Gradients, gradientsOf, Observer } from '../testing/observer.js';
import { truncatedGradcheck } from '../testing.js';
import type { Stream } from './stream.js';
import { truncatedBPTT } from './truncated-bptt.js';
import { validate } from './validate.js';

/** The documents of each lane, one after the other. */
const documents = [
  [
    [3, 1, 4, 1, 5, 0],
    [2, 0, 2, 1, 3, 4, 2, 5],
  ],
  [
    [1, 1, 2, 3, 5, 0, 3, 2],
    [4, 0, 4],
  ],
];

/** What is read at a step of a lane, what follows it, and whether a document begins there. */
const steps = documents.map((lane) =>
  lane.flatMap((symbols) =>
    symbols.slice(1).map((target, i) => ({ input: symbols[i] ?? 0, target, first: i === 0 ? 1 : 0 })),
  ),
);

const stream: Stream = {
  lanes: 2,
  length: 12,
  window(start, length) {
    const T = Math.min(length, 12 - start);
    const at = (row: number) => steps[row % 2]?.[start + Math.floor(row / 2)];
    const column = (read: (step: ReturnType<typeof at>) => number) =>
      indices(
        [T, 2],
        Array.from({ length: 2 * T }, (_, row) => read(at(row))),
      );
    const lengths = steps.map((lane) => Math.min(T, Math.max(0, lane.length - start)));
    return {
      inputs: column((step) => step?.input ?? 0),
      targets: column((step) => step?.target ?? IGNORED),
      resets: column((step) => step?.first ?? 0),
      lengths,
      count: lengths.reduce((sum, n) => sum + n, 0),
    };
  },
};

const summed = (outputs: Tensor, targets: Indices): Tensor =>
  crossEntropy(outputs, targets, { reduction: 'sum' });
const languageModel = () => new CharLM(6, { hidden: 5, layers: 2, random: seeded(8) });

/** The summed loss of each document read by itself, and its gradients. */
function documentByDocument(model: CharLM) {
  return documents.flat().map((symbols) => {
    const T = symbols.length - 1;
    const { loss } = differentiate(model, () => {
      const { outputs } = model.unroll(indices([T, 1], symbols.slice(0, -1)), model.initialState(1));
      return summed(outputs, indices([T, 1], symbols.slice(1)));
    });
    return { loss, gradients: gradientsOf(model) };
  });
}

function total(gradients: readonly Gradients[], path: string): number[] {
  const length = gradients[0]?.[path]?.length ?? 0;
  return Array.from({ length }, (_, i) => gradients.reduce((sum, each) => sum + (each[path]?.[i] ?? 0), 0));
}

test.each([[12], [3], [5]])('training in windows of %d steps takes each document by itself', (k1) => {
  const model = languageModel();
  const expected = documentByDocument(model);
  const optimizer = new Observer(model);
  const options = { k1, k2: Number.POSITIVE_INFINITY, optimizer, loss: summed, weightByLength: false };
  const updates = [...truncatedBPTT(model, stream, options)];
  expectClose(
    updates.reduce((sum, { loss }) => sum + loss, 0),
    expected.reduce((sum, { loss }) => sum + loss, 0),
    { relative: 1e-5 },
  );
  expect(updates.at(-1)?.position.seen).toBe(21);
  for (const path of Object.keys(expected[0]?.gradients ?? {})) {
    const gradients = expected.map((document) => document.gradients);
    expectClose(total(optimizer.gradients, path), total(gradients, path), {
      relative: 1e-4,
      absolute: 1e-6,
      name: path,
    });
  }
});

test('a validation takes each document by itself', () => {
  const model = languageModel();
  const expected = documentByDocument(model).reduce((sum, { loss }) => sum + loss, 0) / 21;
  for (const window of [4, 12]) {
    expectClose(validate(model, stream, { window, loss: crossEntropy }).loss, expected, { relative: 1e-5 });
  }
});

test('nothing is lost by truncation where a document begins', () => {
  const model = languageModel();
  const relative = (k2: number) =>
    truncationError(model, stream, { k1: 1, k2, ends: [9], loss: crossEntropy }).relative;
  expect(relative(1)).toBeGreaterThan(1e-3);
  expect(relative(3)).toBeGreaterThan(1e-4); // lane 0 began 4 steps before
  expect(relative(4)).toBeLessThan(1e-6);
});

test('the truncated gradient passes its check where lanes start anew and end', () => {
  const check = (end: number, k2: number) => () =>
    truncatedGradcheck(languageModel(), stream, { k1: 2, k2, end, loss: crossEntropy, samples: 8 });
  expect(check(7, 5)).not.toThrow();
  expect(check(12, 4)).not.toThrow();
});
