import { crossEntropy, type Group, seeded } from '@tbptt/core';
import { Lanes } from '@tbptt/data';
import { expect, test } from 'vitest';
import { CharLM } from '../models/char-lm.js';
import type { StackState } from '../stack.js';
import type { Continuation } from '../training/continuation.js';
import { truncatedBPTT } from '../training/truncated-bptt.js';
import { flattenState } from './flatten-state.js';
import { gatherLanes, takeLanes } from './share-lanes.js';

const ids = Int32Array.from({ length: 121 }, (_, i) => (i * i + 3 * i) % 7);
const model = new CharLM(7, { hidden: 6, layers: 2, random: seeded(3) });
/** An optimizer that leaves the model as it is. */
const optimizer = {
  step: <R extends { loss: { item(): number } }>(closure: () => R) => ({ ...closure(), loss: 0 }),
};

/** The second update of lanes, which windows of 20 steps overlap by 10. */
function updateOf(lanes: Lanes): Continuation<StackState> {
  const updates = truncatedBPTT(model, lanes, {
    k1: 10,
    k2: 20,
    optimizer: optimizer as never,
    loss: crossEntropy,
  });
  updates.next();
  return updates.next().value as Continuation<StackState>;
}

/**
 * The ranks of a group in one thread: each rank's calls are known from a first run, in which the others send
 * nothing.
 */
function gatheredBy(updates: readonly Continuation<StackState>[], rank: number): Continuation<StackState> {
  const calls = updates.map((update, own) => {
    const sent: Uint8Array[][] = [];
    const note = (arrays: readonly ArrayBufferView[]): void => {
      sent.push(
        arrays.map(({ buffer, byteOffset, byteLength }) =>
          new Uint8Array(buffer, byteOffset, byteLength).slice(),
        ),
      );
    };
    const counts = updates.map(({ state }) => Object.values(flattenState(state))[0]?.shape[0] ?? 0);
    gatherLanes(update, {
      rank: own,
      size: updates.length,
      // lanes of the others must be known for the length of what they send
      allReduce: (arrays) => {
        note(arrays);
        if (arrays[0]?.length === updates.length) arrays[0].set(counts);
      },
      broadcast: (arrays) => note(arrays),
      barrier: () => {},
    });
    return sent;
  });
  let call = 0;
  const group: Group = {
    rank,
    size: updates.length,
    allReduce(arrays) {
      const all = calls.map((sent) => sent[call]?.[0]?.buffer as ArrayBuffer);
      const [array] = arrays;
      array?.forEach((_, i) => {
        array[i] = all.reduce((sum, buffer) => sum + (new Float64Array(buffer)[i] as number), 0);
      });
      call++;
    },
    broadcast(arrays, root = 0) {
      const sent = calls[root]?.[call]?.[0] as Uint8Array;
      arrays.forEach(({ buffer, byteOffset, byteLength }) =>
        new Uint8Array(buffer, byteOffset, byteLength).set(sent),
      );
      call++;
    },
    barrier: () => {},
  };
  return gatherLanes(updates[rank] as Continuation<StackState>, group);
}

const numbersOf = ({ state, carried }: Continuation<StackState>) =>
  [state, carried].map(
    (each) =>
      each &&
      Object.entries(flattenState(each)).map(([path, tensor]) => [
        path,
        tensor.shape,
        [...tensor.toFloats()],
      ]),
  );

test('the lanes of all ranks, gathered, are those of one process, and each rank takes its own', () => {
  const whole = updateOf(new Lanes(ids, { lanes: 5 }));
  expect(whole.carried).toBeDefined();
  const lanes = [0, 1, 2].map((rank) => new Lanes(ids, { lanes: 5, group: { rank, size: 3 } }));
  const updates = lanes.map(updateOf);
  for (const rank of [0, 1, 2]) {
    const gathered = gatheredBy(updates, rank);
    expect(numbersOf(gathered)).toEqual(numbersOf(whole));
    expect(gathered.position).toEqual(whole.position);
  }
  lanes.forEach((own, rank) => {
    const taken = takeLanes(whole, own);
    expect(numbersOf(taken)).toEqual(numbersOf(updates[rank] as Continuation<StackState>));
    expect(taken.position.seen).toBe(rank === 0 ? whole.position.seen : 0);
  });
});
