import { IGNORED, seeded } from '@tbptt/core';
import { Lanes } from '@tbptt/data';
import { type Recurrent, randomWindows, type Stream } from '@tbptt/rnn';
import { randomTruncation } from '@tbptt/rnn/online';
import type { Choice } from './choice.js';
import { V } from './random-network.js';

/** A stream, and the way to train on it. */
export function randomTraining(choice: Choice, network: Recurrent) {
  const lanes = choice.integer(1, 3);
  const length = choice.integer(20, 45);
  const ids = Int32Array.from({ length: lanes * length + 1 }, () => choice.random.integer(V));
  const [documents, gaps] = [choice.maybe(0.3), choice.maybe(0.2)];
  const stream = streamOf(new Lanes(ids, { lanes }), documents, gaps);
  const sliding = choice.maybe(0.15);
  const base = choice.integer(2, 7);
  const random = choice.maybe(0.4);
  const unbiased = random && !sliding && choice.maybe(0.3);
  const draws = { random: seeded(base) };
  const k1 = unbiased
    ? randomTruncation({ ...draws, meanLength: base + 1 })
    : random
      ? randomWindows(base, { ...draws, deviation: 2 })
      : base;
  const longer = choice.of([
    undefined,
    base + choice.integer(0, 6),
    base + choice.integer(1, 20),
    Number.POSITIVE_INFINITY,
  ]);
  const k2 = unbiased ? undefined : sliding ? base + choice.integer(0, 6) : longer;
  const accumulate = choice.maybe(0.3) ? choice.integer(2, 3) : 1;
  const burnIn = choice.maybe(0.3) ? choice.integer(1, 9) : 0;
  const epochs = choice.integer(1, 3);
  const given = choice.maybe(0.2);
  const state = given ? network.unroll(new Lanes(ids, { lanes }).window(0, 3).inputs).state : undefined;
  const options = { k1, k2, sliding, accumulate, epochs, ...(state !== undefined && { state }) };
  const told = [
    `${lanes} lanes of ${length}`,
    `k1 ${unbiased ? 'unbiased ' : random ? 'around ' : ''}${base}`,
    `k2 ${k2}`,
    `accumulate ${accumulate}`,
    `burn-in ${burnIn}`,
    `${epochs} epochs`,
    ...[sliding && 'sliding', documents && 'resets', gaps && 'gaps', given && 'a state'].filter(Boolean),
  ];
  return { stream, burnIn, options, told: told.join(', ') };
}

/** A stream in which documents end, or in which no target of some windows counts. */
function streamOf(lanes: Lanes, documents: boolean, gaps: boolean): Stream {
  return {
    lanes: lanes.lanes,
    length: lanes.length,
    window: (start, length) => {
      const window = lanes.window(start, length);
      const { shape, data } = window.inputs;
      const resets = { shape, data: data.map((symbol) => (symbol === 0 ? 1 : 0)) };
      const steps = Array.from({ length }, (_, t) => start + t);
      const silent = gaps && steps.every((t) => t % 16 >= 9);
      return {
        ...window,
        ...(documents && { resets }),
        ...(silent && { targets: { shape, data: data.map(() => IGNORED) }, count: 0 }),
      };
    },
  };
}
