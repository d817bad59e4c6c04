import {
  ArgumentError,
  crossEntropy,
  indices,
  meanSquaredError,
  seeded,
  type Tensor,
  tensor,
} from '@tbptt/core';
import { Lanes } from '@tbptt/data';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GRU } from '../cells/gru.js';
import { CharLM } from '../models/char-lm.js';
import type { StackState } from '../stack.js';
import { Observer } from '../testing/observer.js';
import type { Stream } from '../training/stream.js';
import type { Update } from '../training/train.js';
import { truncatedBPTT } from '../training/truncated-bptt.js';
import { validate } from '../training/validate.js';
import { iterableStream } from './iterable-stream.js';

const ids = Int32Array.from({ length: 101 }, (_, i) => (i * i + 3 * i) % 7);
const languageModel = () => new CharLM(7, { hidden: 6, random: seeded(3) });

/** An array cut into pieces whose lengths repeat. */
function* pieces(list: Int32Array, lengths: readonly number[]): Generator<Int32Array> {
  for (let at = 0, i = 0; at < list.length; i++) {
    const length = lengths[i % lengths.length] ?? 1;
    yield list.subarray(at, at + length);
    at += length;
  }
}

/** Symbols for ever, each in a piece of its own. */
function* counting(from = 0): Generator<number> {
  for (let t = from; ; t++) yield (t * 3) % 7;
}

const trained = (stream: Stream, options: { k1: number; k2?: number; epochs?: number }) => {
  const model = languageModel();
  const optimizer = new Observer(model);
  const updates = [...truncatedBPTT(model, stream, { ...options, optimizer, loss: crossEntropy })];
  return {
    losses: updates.map(({ loss }) => loss),
    ends: updates.map(({ position }) => position.end),
    gradients: optimizer.gradients,
  };
};

describe('a stream of an iterable of symbols', () => {
  test('trains as the lane of an array, wherever the pieces end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(30), { minLength: 1, maxLength: 8 }).filter((lengths) => lengths.some((n) => n > 0)),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(20),
        (lengths, k1, more) => {
          const options = { k1, k2: k1 + more };
          const found = trained(iterableStream(pieces(ids, lengths)), options);
          expect(found).toEqual(trained(new Lanes(ids, { lanes: 1 }), options));
        },
      ),
      { numRuns: 30 },
    );
  });

  test('ends with its source, in a last window that is shorter, though nobody said its length', () => {
    const stream = iterableStream(pieces(ids, [9]));
    expect(trained(stream, { k1: 30 }).ends).toEqual([30, 60, 90, 100]);
    expect(stream.length).toBe(100);
    expect(trained(iterableStream(pieces(ids, [9])), { k1: 500 }).ends).toEqual([100]);
  });

  test('has several lanes where its symbols are [T, B]', () => {
    const lanes = new Lanes(ids, { lanes: 2 });
    const { inputs, targets } = lanes.window(0, 50);
    const rows = indices([51, 2], [...inputs.data, ...targets.data.slice(-2)]);
    expect(trained(iterableStream([rows], { lanes: 2 }), { k1: 20 })).toEqual(trained(lanes, { k1: 20 }));
  });

  test('that never ends is trained on until the loop ends, and validated over a number of steps', () => {
    let given = 0;
    function* source() {
      for (const symbol of counting()) {
        given++;
        yield symbol;
      }
    }
    const stream = iterableStream(source(), { ahead: 10 });
    const model = languageModel();
    const ends: number[] = [];
    for (const { position } of truncatedBPTT(model, stream, {
      k1: 5,
      optimizer: new Observer(model),
      loss: crossEntropy,
    })) {
      ends.push(position.end);
      if (ends.length === 4) break;
    }
    expect(ends).toEqual([5, 10, 15, 20]);
    expect(given).toBeLessThan(20 + 10 + 3); // no more is read than is asked for
    expect(() => validate(model, iterableStream(counting()), { window: 5, loss: crossEntropy })).toThrow(
      'has no end',
    );
    expect(
      validate(model, iterableStream(counting()), { window: 5, steps: 50, loss: crossEntropy }).end,
    ).toBe(50);
  });

  test('holds only its history and what it reads ahead', () => {
    const stream = iterableStream(() => pieces(new Int32Array(1e5), [10]), { history: 20, length: 99_999 });
    for (let start = 0; start < 50_000; start += 100) stream.window(start, 100);
    expect(() => stream.window(49_900 - 15, 10)).not.toThrow();
  });
});

describe('a stream that goes to other steps', () => {
  test('reads an array from its beginning in each epoch', () => {
    const list = [...pieces(ids, [9])];
    const options = { k1: 30, epochs: 3 };
    expect(trained(iterableStream(list, { history: 4 }), options)).toEqual(
      trained(new Lanes(ids, { lanes: 1 }), options),
    );
  });

  test('opens a function there, and reads no more than the history before', () => {
    const opened: number[] = [];
    const stream = iterableStream((start) => (opened.push(start), counting(start)), { history: 8 });
    expect(stream.length).toBe(Number.POSITIVE_INFINITY);
    expect(stream.window(1_000_000, 3).inputs.data).toEqual(
      Int32Array.of(1, 4, 0).map((_, i) => ((1_000_000 + i) * 3) % 7),
    );
    expect(stream.window(1_000_000 - 8, 3).inputs.data[0]).toBe(((1_000_000 - 8) * 3) % 7);
    stream.window(1_000_003, 3);
    stream.window(7, 3);
    expect(opened).toEqual([1_000_000 - 8, 0]);
  });

  test('continues a run that was cut, with the losses of the run that was not', () => {
    const run = (count: number, after?: Update<StackState>) => {
      const model = languageModel();
      const stream = iterableStream((start) => counting(start));
      const options = { k1: 6, k2: 10, optimizer: new Observer(model), loss: crossEntropy };
      const updates: Update<StackState>[] = [];
      for (const update of truncatedBPTT(model, stream, { ...options, ...(after && { after }) })) {
        updates.push(update);
        if (updates.length === count) break;
      }
      return updates;
    };
    const whole = run(7);
    expect(run(4, whole[2]).map(({ loss, position }) => [loss, position])).toEqual(
      whole.slice(3).map(({ loss, position }) => [loss, position]),
    );
  });

  test('reads and drops what comes before where its source only begins at 0', () => {
    const whole = new Lanes(ids, { lanes: 1 });
    const stream = iterableStream(pieces(ids, [9]));
    expect(stream.window(60, 7)).toEqual(whole.window(60, 7));
    expect(() => iterableStream(pieces(ids, [9]), { history: 2 }).window(200, 7)).toThrow(
      'ended after 100 steps',
    );
  });

  test('refuses to go back in a generator, with the reason', () => {
    const stream = iterableStream(counting(), { history: 5, ahead: 0 });
    stream.window(0, 10);
    stream.window(10, 10);
    expect(() => stream.window(5, 10)).not.toThrow();
    expect(() => stream.window(4, 10)).toThrow(ArgumentError);
    expect(() => stream.window(0, 10)).toThrow(
      'iterableStream: step 0 was requested, but the source can be read once only, from its beginning; give an iterable that begins anew',
    );
    const [epochs, k1] = [2, 30];
    expect(() => trained(iterableStream(pieces(ids, [9]), { history: 0 }), { k1, epochs })).toThrow(
      'can be read once only',
    );
  });

  test('refuses a source that is shorter the second time', () => {
    let length = 90;
    const stream = iterableStream(() => pieces(ids.subarray(0, (length -= 10)), [9]), { history: 0 });
    expect(() => trained(stream, { k1: 30, epochs: 2 })).toThrow(
      'iterableStream: the source ended after 69 steps, but after 79 the first time; a source that is read again must give the same.',
    );
  });
});

describe('a stream of steps with targets', () => {
  test('trains on tensors, in windows of its own', () => {
    const random = seeded(1);
    const series = Array.from({ length: 40 }, () => [random.float(), random.float()]);
    const piece = (from: number, to: number) => ({
      inputs: tensor([to - from, 1, 2], series.slice(from, to).flat()),
      targets: tensor([to - from, 1, 2], series.slice(from + 1, to + 1).flat()),
    });
    const options = { k1: 5, k2: 8, loss: meanSquaredError };
    const losses = (cuts: readonly number[]) => {
      const model = new GRU(2, 2, { random: seeded(2) });
      const stream = iterableStream<Tensor, Tensor>(cuts.slice(1).map((to, i) => piece(cuts[i] ?? 0, to)));
      return [...truncatedBPTT(model, stream, { ...options, optimizer: new Observer(model) })].map(
        ({ loss }) => loss,
      );
    };
    expect(losses([0, 7, 8, 20, 39])).toEqual(losses([0, 39]));
    expect(losses([0, 39])).toHaveLength(8);
  });

  test('carries resets and counts ignored targets out', () => {
    const stream = iterableStream([
      { inputs: indices([2, 1], [1, 2]), targets: indices([2, 1], [-1, 3]) },
      { inputs: indices([2, 1], [3, 4]), targets: indices([2, 1], [4, -1]), resets: indices([2, 1], [1, 0]) },
    ]);
    expect(stream.window(0, 2)).not.toHaveProperty('resets');
    expect(stream.window(1, 3)).toEqual({
      inputs: indices([3, 1], [2, 3, 4]),
      targets: indices([3, 1], [3, 4, -1]),
      count: 2,
      resets: indices([3, 1], [0, 1, 0]),
    });
  });

  test('keeps its numbers when the source writes over its arrays', () => {
    const data = Int32Array.of(1, 2);
    function* source() {
      for (let i = 0; i < 3; i++) {
        data.fill(i);
        yield { inputs: { shape: [2, 1], data }, targets: { shape: [2, 1], data } };
      }
    }
    expect(iterableStream(source()).window(0, 6).inputs.data).toEqual(Int32Array.of(0, 0, 1, 1, 2, 2));
  });

  test('may have no targets', () => {
    const stream = iterableStream<Tensor, undefined>([
      { inputs: tensor([3, 1, 2], [1, 2, 3, 4, 5, 6]), targets: undefined },
    ]);
    const { inputs, targets, count } = stream.window(1, 2);
    expect([inputs.toNested(), targets, count]).toEqual([[[[3, 4]], [[5, 6]]], undefined, 2]);
  });
});

describe('a stream of an iterable refuses', () => {
  const one = indices([2, 1], [1, 2]);
  test.each<[string, unknown, string]>([
    ['a number as source', 5, 'the source is 5; it must be an iterable of pieces'],
    ['nothing', undefined, 'the source is undefined'],
    ['a function that gives none', () => 5, 'source(0) is 5; it must be an iterable'],
    [
      'text',
      [['a']],
      "the piece at step 0 has the symbol 'a' at position 0; symbols are whole numbers of at least 0.",
    ],
    ['a fraction', [0.5], 'has the symbol 0.5 at position 0'],
    ['a negative symbol', [[1, -1]], 'has the symbol -1 at position 1'],
    ['null', [null], 'the piece at step 0 is null; it must be { inputs, targets }, or symbols'],
    [
      'other lanes',
      [indices([2, 3], [1, 2, 3, 4, 5, 6])],
      'has symbols [T, 3]; their first axes must be [T, 1]',
    ],
    ['inputs that are no sequence', [{ inputs: [1], targets: one }], 'has inputs that are an array'],
    [
      'targets of other steps',
      [{ inputs: one, targets: indices([1, 1], [1]) }],
      'has 2 steps of inputs, but 1 of targets',
    ],
    [
      'lengths',
      [{ inputs: one, targets: one, lengths: [1] }],
      'has lengths, but lanes of a piece have one length',
    ],
    ['another count', [{ inputs: one, targets: one, count: 1 }], 'has the count 1, but 2 positions count'],
    [
      'another form',
      [
        { inputs: one, targets: one },
        { inputs: tensor([2, 1, 1], [1, 2]), targets: one },
      ],
      'the piece at step 2 has inputs tensors [T, 1, 1]',
    ],
    [
      'an iterator that is none',
      { [Symbol.iterator]: () => ({ next: () => 5 }) },
      'the iterator of the source gave 5',
    ],
  ])('%s', (_, source, message) => {
    const read = () => iterableStream(source as number[]).window(0, 4);
    expect(read).toThrow(message);
    expect(read).toThrow(/^iterableStream: /);
  });

  test('a source that ends before its length, in the window that needs what is missing', () => {
    const stream = iterableStream(pieces(ids, [9]), { length: 120 });
    expect(() => trained(stream, { k1: 30 })).toThrow(
      'iterableStream: the source ended after 100 steps, within the window of the steps 90 to 120, before its length of 120; give it the length that it has.',
    );
    expect(() => iterableStream(() => pieces(ids, [9])).window(0, 130)).toThrow(
      "within the window of the steps 0 to 130, and the window was requested before that was known; give its length, or 'ahead' of at least 130 steps.",
    );
  });

  test('options without meaning', () => {
    expect(() => iterableStream([1], { lanes: 0 })).toThrow('lanes is 0');
    expect(() => iterableStream([1], { length: 1.5 })).toThrow('length is 1.5');
    expect(() => iterableStream([1], { history: -1 })).toThrow('history is -1');
    expect(() => iterableStream([1], { ahead: Number.NaN })).toThrow('ahead is NaN');
    expect(() => iterableStream([1], { back: 1 } as object)).toThrow("there is no option 'back'");
  });

  test('what its source throws, after the steps before it, and again', () => {
    function* broken() {
      yield [1, 2, 3, 4, 5];
      throw new RangeError('the disk is gone');
    }
    const stream = iterableStream(broken());
    expect(stream.length).toBe(Number.POSITIVE_INFINITY);
    expect(stream.window(0, 4).count).toBe(4);
    for (let i = 0; i < 2; i++) expect(() => stream.window(4, 1)).toThrow('the disk is gone');
  });
});
