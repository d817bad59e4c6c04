import {
  ArgumentError,
  add,
  crossEntropy,
  Dropout,
  differentiate,
  kernels,
  multiply,
  type Outcome,
  type Random,
  type StepResult,
  seeded,
  type Tensor,
} from '@tbptt/core';
import { Lanes } from '@tbptt/data';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { Stack, type StackState } from '../stack.js';
import { ALL_CELLS } from '../testing/all-cells.js';
import { gradientOf } from '../testing/gradient-collector.js';
import { WithHead } from '../testing/online-models.js';
import { truncatedBPTT } from '../training/truncated-bptt.js';
import { byteBudget } from './byte-budget.js';

afterEach(() => kernels.use('auto'));

/** V */
const SYMBOLS = 5;

interface Setting {
  readonly cell: string;
  readonly layers: number;
  readonly seed: number;
  readonly T: number;
  readonly B: number;
  readonly segment: number;
  readonly dropout: boolean;
}

const settings: fc.Arbitrary<Setting> = fc.record({
  cell: fc.constantFrom(...Object.keys(ALL_CELLS)),
  layers: fc.integer({ min: 1, max: 2 }),
  seed: fc.integer({ min: 1, max: 1e6 }),
  T: fc.integer({ min: 1, max: 40 }),
  B: fc.integer({ min: 1, max: 3 }),
  segment: fc.integer({ min: 1, max: 12 }),
  dropout: fc.boolean(),
});

function modelOf({ cell, layers, dropout }: Setting, random: Random): WithHead<StackState> {
  const make = ALL_CELLS[cell] as (typeof ALL_CELLS)[string];
  const between = new Dropout(0.3, { random });
  const stacked = Array.from({ length: layers }, (_, layer) =>
    make(layer === 0 ? SYMBOLS : 4, 4, { random }),
  );
  const widths = stacked.map(({ outputSize }) => outputSize);
  const fitting = widths[0] === 4 ? stacked : stacked.slice(0, 1);
  return new WithHead(new Stack(fitting, dropout ? { between } : {}), SYMBOLS, random);
}

function streamOf({ T, B }: Setting, random: Random): Lanes {
  const symbols = Int32Array.from({ length: T * B + 1 }, () => random.integer(SYMBOLS));
  return new Lanes(symbols, { lanes: B });
}

/** Bits, so that 0 and -0 are different. */
const bitsOf = (model: object) => new Uint32Array(Float32Array.from(gradientOf(model)).buffer);

/** Back-propagation with everything kept: one tape over all segments, each with its own loss. */
function plain(setting: Setting): { readonly gradient: Uint32Array; readonly next: number } {
  const random = seeded(setting.seed);
  const model = modelOf(setting, random);
  const stream = streamOf(setting, random);
  const { segment } = setting;
  differentiate(model, () => {
    let state = model.initialState(setting.B);
    let total: Tensor | undefined;
    for (let first = 0; first < stream.length; first += segment) {
      const window = stream.window(first, Math.min(segment, stream.length - first));
      const unrolled = model.unroll(window.inputs, state);
      const share = window.count / (stream.length * setting.B);
      const loss = multiply(crossEntropy(unrolled.outputs, window.targets), share);
      total = total === undefined ? loss : add(total, loss);
      state = unrolled.state;
    }
    return total as Tensor;
  });
  return { gradient: bitsOf(model), next: random.float() };
}

/** The gradient within a number of bytes; that of a number more than the least that is possible. */
function budgeted(setting: Setting, bytes: number, segment: number | undefined = setting.segment) {
  const random = seeded(setting.seed);
  const model = modelOf(setting, random);
  const stream = streamOf(setting, random);
  const optimizer = {
    step: <R extends StepResult>(closure: () => R): Outcome<R> => differentiate(model, closure),
  };
  const memory = byteBudget(bytes, segment === undefined ? {} : { segment });
  for (const _ of truncatedBPTT(model, stream, {
    k1: Number.POSITIVE_INFINITY,
    optimizer,
    loss: crossEntropy,
    memory,
  }));
  return { gradient: bitsOf(model), next: random.float() };
}

function leastOf(setting: Setting): number {
  try {
    budgeted(setting, 1);
  } catch (error) {
    if (error instanceof ArgumentError) return Number(error.facts['least']);
    throw error;
  }
  throw new TypeError('one byte is enough.');
}

describe.each(['strict', 'auto'] as const)('in kernels %s', (variant) => {
  test('the gradient in a budget has the bits of that with everything kept, whatever the budget', () => {
    kernels.use(variant);
    fc.assert(
      fc.property(settings, fc.integer({ min: 0, max: 20_000 }), (setting, more) => {
        const wanted = plain(setting);
        const least = leastOf(setting);
        for (const bytes of [least, least + more, 2 ** 30]) expect(budgeted(setting, bytes)).toEqual(wanted);
      }),
      { numRuns: 60 },
    );
  });

  test('a segment as long as the window has the bits of training without a budget', () => {
    kernels.use(variant);
    const setting = { cell: 'LSTM', layers: 2, seed: 3, T: 30, B: 2, segment: 30, dropout: true };
    const random = seeded(setting.seed);
    const model = modelOf(setting, random);
    const stream = streamOf(setting, random);
    const optimizer = {
      step: <R extends StepResult>(closure: () => R): Outcome<R> => differentiate(model, closure),
    };
    for (const _ of truncatedBPTT(model, stream, { k1: 30, optimizer, loss: crossEntropy }));
    expect(budgeted(setting, 2 ** 30).gradient).toEqual(bitsOf(model));
    // Cut at other places it has others, within the documented tolerance.
    const cut = budgeted({ ...setting, segment: 7 }, 2 ** 30).gradient;
    expect(cut).not.toEqual(bitsOf(model));
    const [one, other] = [cut, bitsOf(model)].map((bits) => new Float32Array(bits.buffer));
    const apart = Math.hypot(...(one ?? []).map((x, i) => x - (other?.[i] ?? 0)));
    expect(apart / Math.hypot(...(other ?? []))).toBeLessThan(1e-6);
  });
});
