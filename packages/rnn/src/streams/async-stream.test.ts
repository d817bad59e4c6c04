import { setTimeout as sleep } from 'node:timers/promises';
import { ArgumentError, crossEntropy, seeded } from '@tbptt/core';
import { Lanes } from '@tbptt/data';
import { describe, expect, test } from 'vitest';
import { CharLM } from '../models/char-lm.js';
import type { StackState } from '../stack.js';
import { Observer } from '../testing/observer.js';
import type { Update } from '../training/train.js';
import { truncatedBPTT } from '../training/truncated-bptt.js';
import { type AsyncStream, asyncStream } from './async-stream.js';

const ids = Int32Array.from({ length: 101 }, (_, i) => (i * i + 3 * i) % 7);

/** Pieces of 9 symbols that come one after the other. */
async function* slow(from = 0, note: (given: number) => void = () => {}): AsyncGenerator<Int32Array> {
  for (let at = from; at < ids.length; at += 9) {
    await sleep(0);
    note(at);
    yield ids.subarray(at, at + 9);
  }
}

/** Trains on a stream, waiting before each update. */
async function trained(stream: AsyncStream | Lanes, options: { k1: number; k2?: number; epochs?: number }) {
  const model = new CharLM(7, { hidden: 6, random: seeded(3) });
  const optimizer = new Observer(model);
  const ready = async () => 'ready' in stream && stream.ready(options.k1);
  const losses: number[] = [];
  await ready();
  for (const { loss } of truncatedBPTT(model, stream, { ...options, optimizer, loss: crossEntropy })) {
    losses.push(loss);
    await ready();
  }
  return { losses, gradients: optimizer.gradients };
}

describe('a stream of an async iterable', () => {
  const whole = new Lanes(ids, { lanes: 1 });

  test.each([{ k1: 10 }, { k1: 25 }, { k1: 7, k2: 20 }, { k1: 500 }])(
    'trains as the lane of an array, to its end: %o',
    async (options) => {
      for (const ahead of [0, 1, 30, 1024]) {
        expect(await trained(asyncStream(slow(), { ahead }), options)).toEqual(await trained(whole, options));
      }
    },
  );

  test('is read ahead while other work waits, but no farther than asked', async () => {
    let given = 0;
    const stream = asyncStream(
      slow(0, (at) => (given = at)),
      { ahead: 40 },
    );
    expect(await stream.ready(5)).toBe(true);
    expect(given).toBeLessThan(10);
    await sleep(60);
    expect(given).toBeGreaterThanOrEqual(36);
    expect(given).toBeLessThan(54);
  });

  test('knows its end once it is met, and says that nothing is left', async () => {
    const stream = asyncStream(slow());
    expect(stream.length).toBe(Number.POSITIVE_INFINITY);
    expect(await stream.ready(100)).toBe(true);
    expect(stream.length).toBe(100);
    stream.window(0, 100);
    expect(await stream.ready(1)).toBe(false);
  });

  test('is opened again for further epochs where that is asked for', async () => {
    const opened: number[] = [];
    const source = (start: number) => (opened.push(start), slow(start));
    const options = { k1: 30, epochs: 3 };
    expect(await trained(asyncStream(source, { repeat: true, history: 3 }), options)).toEqual(
      await trained(whole, options),
    );
    expect(opened).toEqual([0, 0, 0, 0]); // the last ready opens it for an epoch that nobody reads
    await expect(trained(asyncStream(slow(), { history: 3 }), options)).rejects.toThrow(
      "say 'repeat' for further epochs",
    );
    await expect(trained(asyncStream(slow(), { repeat: true }), options)).rejects.toThrow(
      'can be read once only',
    );
  });

  test('begins at the step that a run is resumed from', async () => {
    for (const source of [slow(), (start: number) => slow(start)]) {
      const stream = asyncStream(source, { start: 40 });
      await stream.ready(7);
      expect(stream.window(40, 7)).toEqual(whole.window(40, 7));
    }
  });

  test('continues a run that was cut, with the losses of the run that was not', async () => {
    const run = async (count: number, after?: Update<StackState>) => {
      const model = new CharLM(7, { hidden: 6, random: seeded(3) });
      const stream = asyncStream((start: number) => slow(start), { start: after?.position.next ?? 0 });
      const options = { k1: 6, k2: 10, optimizer: new Observer(model), loss: crossEntropy };
      const updates: Update<StackState>[] = [];
      await stream.ready(10);
      for (const update of truncatedBPTT(model, stream, { ...options, ...(after && { after }) })) {
        updates.push(update);
        if (updates.length === count) break;
        await stream.ready(6);
      }
      await stream.close();
      return updates;
    };
    const whole = await run(7);
    const rest = await run(4, whole[2]);
    expect(rest.map(({ loss, position }) => [loss, position])).toEqual(
      whole.slice(3).map(({ loss, position }) => [loss, position]),
    );
  });

  test('reads iterables that need no waiting too', async () => {
    const stream = asyncStream([1, 2, 3]);
    expect(await stream.ready(2)).toBe(true);
    expect(stream.window(0, 2).targets.data).toEqual(Int32Array.of(2, 3));
  });
});

describe('a stream of an async iterable refuses', () => {
  test('a window that has not arrived, and says what to await', async () => {
    const stream = asyncStream(slow(), { ahead: 0 });
    expect(() => stream.window(0, 5)).toThrow(ArgumentError);
    await stream.ready(5);
    expect(() => stream.window(5, 50)).toThrow(
      'asyncStream: the steps 5 to 55 have not arrived, only those before 8; await ready(steps) before every update',
    );
  });

  test('steps that are in memory no more', async () => {
    const stream = asyncStream(slow(), { history: 4 });
    await stream.ready(60);
    stream.window(50, 5);
    expect(() => stream.window(20, 5)).toThrow(
      "the steps 20 to 25 are not in memory any more, which begins at step 44; keep a longer 'history'",
    );
  });

  test('a source that ends before its length', async () => {
    await expect(trained(asyncStream(slow(), { length: 120 }), { k1: 30 })).rejects.toThrow(
      'the source ended after 100 steps, within the window of the steps 90 to 120, before its length of 120',
    );
  });

  test('what is no source, no step and no option', async () => {
    expect(() => asyncStream(5 as never)).toThrow('the source is 5');
    expect(() => asyncStream([1], { start: -1 })).toThrow('start is -1');
    expect(() => asyncStream([1], { repeat: 1 as never })).toThrow('repeat is 1');
    expect(() => asyncStream([1], { follow: 1 } as never)).toThrow("there is no option 'follow'");
    await expect(asyncStream([1]).ready(0)).rejects.toThrow('steps is 0');
    await expect(asyncStream([[1, 0.5]]).ready(1)).rejects.toThrow('has the symbol 0.5 at position 1');
  });

  test('to go on where its source throws, but reads the steps before it', async () => {
    async function* broken() {
      yield [1, 2, 3, 4, 5];
      await sleep(0);
      throw new RangeError('the line is dead');
    }
    const stream = asyncStream(broken());
    expect(await stream.ready(4)).toBe(true);
    expect(stream.window(0, 4).count).toBe(4);
    await expect(stream.ready(4)).rejects.toThrow('the line is dead');
    expect(() => stream.window(4, 1)).toThrow('the line is dead');
  });
});

test('closing tells the source, ends those who wait, and leaves nothing to read', async () => {
  let ended = false;
  async function* endless() {
    try {
      for (;;) {
        await sleep(1);
        yield 1;
      }
    } finally {
      ended = true;
    }
  }
  const stream = asyncStream(endless());
  await stream.ready(3);
  const waiting = stream.ready(1e6);
  await stream.close();
  expect(await waiting).toBe(false);
  expect(ended).toBe(true);
  expect(await stream.ready(1)).toBe(false);
});
