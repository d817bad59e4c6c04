import { expect, test } from 'vitest';
import { engine } from '../engine/default-engine.js';
import { Dropout } from '../nn/dropout.js';
import type { Random, RandomState } from '../random/random.js';
import { seeded } from '../random/seeded.js';
import { full } from '../tensor/tensor.js';
import { currentScope, Scope } from './scope.js';

/** Runs a closure in a scope that notes the first state of every generator. */
function noted<R>(closure: () => R): { readonly result: R; readonly states: Map<Random, RandomState> } {
  const states = new Map<Random, RandomState>();
  const beforeDraws = (random: Random) => {
    if (!states.has(random)) states.set(random, random.state());
  };
  return { result: new Scope(engine(), { training: true, beforeDraws }).run(closure), states };
}

test('a layer that draws says so before, so that its draws can be repeated', () => {
  const random = seeded(3);
  const dropout = new Dropout(0.5, { random });
  const run = () => Array.from(dropout.forward(full([50], 1)).toFloats());
  random.float();
  const before = random.state();
  const { result, states } = noted(run);
  expect([...states]).toEqual([[random, before]]);
  random.restore(states.get(random) ?? []);
  expect(noted(run).result).toEqual(result);
  expect(noted(run).result).not.toEqual(result);
});

test('scopes inside note to the innermost that listens, and nobody listens outside', () => {
  const random = seeded(3);
  const note = () => currentScope()?.noteDraws(random);
  const outer = noted(() => {
    new Scope(engine()).run(note);
    const inner = noted(note);
    expect(inner.states.size).toBe(1);
  });
  expect(outer.states.size).toBe(1);
  const silent = noted(() => noted(note));
  expect(silent.states.size).toBe(0);
  expect(note).not.toThrow();
});
