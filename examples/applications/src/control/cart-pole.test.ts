import { seeded } from '@tbptt/core';
import { expect, test } from 'vitest';
import { CartPole, MOST_STEPS } from './cart-pole.js';

test('a pole that is pushed to one side only falls soon, to the other side', () => {
  const cart = new CartPole(seeded(1));
  while (!cart.hasEnded) cart.push(1);
  expect(cart.steps).toBeLessThan(15);
  expect(cart.angle).toBeLessThan(0);
});

test('a pole that is pushed against its fall stands for all steps', () => {
  const cart = new CartPole(seeded(2));
  while (!cart.hasEnded)
    cart.push(cart.angle + 0.5 * cart.angularVelocity + 0.02 * cart.velocity > 0 ? 1 : 0);
  expect(cart.steps).toBe(MOST_STEPS);
});

test('the first step is that of the equations', () => {
  const cart = new CartPole({ ...seeded(1), float: () => 0.5 });
  cart.push(1);
  // At rest and upright: push = 10 / 1.1; α = -push / (0.5 (4/3 - 0.1 / 1.1)).
  expect([cart.velocity, cart.angularVelocity]).toEqual([
    expect.closeTo(0.19512, 5),
    expect.closeTo(-0.29268, 5),
  ]);
});
