import type { Random } from '@tbptt/core';

/** What an episode is cut off at. */
export const MOST_STEPS = 200;

const [GRAVITY, CART, POLE, HALF_LENGTH, FORCE, SECONDS] = [9.8, 1, 0.1, 0.5, 10, 0.02];
const TOTAL = CART + POLE;
/** Where an episode ends: meters from the middle, and 12 degrees. */
const [FARTHEST, STEEPEST] = [2.4, (12 * Math.PI) / 180];

/**
 * A pole on a cart that is pushed to the left or to the right every 20 ms (Barto, Sutton & Anderson
 * 1983), with the numbers of OpenAI Gym's CartPole-v0. An episode ends when the pole leans by more
 * than 12 degrees, when the cart is 2.4 m from the middle, or after 200 steps; each step is worth 1.
 */
export class CartPole {
  position: number;
  velocity: number;
  angle: number;
  angularVelocity: number;
  steps = 0;

  constructor(random: Random) {
    const start = () => 0.1 * random.float() - 0.05;
    [this.position, this.velocity, this.angle, this.angularVelocity] = [start(), start(), start(), start()];
  }

  get hasEnded(): boolean {
    const fell = Math.abs(this.position) > FARTHEST || Math.abs(this.angle) > STEEPEST;
    return fell || this.steps >= MOST_STEPS;
  }

  /** What is seen: position and angle, each from -1 to 1, and no velocities. */
  observe(): readonly [number, number] {
    return [this.position / FARTHEST, this.angle / STEEPEST];
  }

  /** Pushes to the left (0) or to the right (1). */
  push(action: number): void {
    const force = action === 1 ? FORCE : -FORCE;
    const [sin, cos] = [Math.sin(this.angle), Math.cos(this.angle)];
    const push = (force + POLE * HALF_LENGTH * this.angularVelocity ** 2 * sin) / TOTAL;
    const angular = (GRAVITY * sin - cos * push) / (HALF_LENGTH * (4 / 3 - (POLE * cos ** 2) / TOTAL));
    const linear = push - (POLE * HALF_LENGTH * angular * cos) / TOTAL;
    this.position += SECONDS * this.velocity;
    this.velocity += SECONDS * linear;
    this.angle += SECONDS * this.angularVelocity;
    this.angularVelocity += SECONDS * angular;
    this.steps++;
  }
}
