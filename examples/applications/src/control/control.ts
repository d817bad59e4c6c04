import { evaluate, Linear, meanSquaredError, seeded, tensor } from '@tbptt/core';
import { adam, Optimizer } from '@tbptt/optim';
import type { Application, Outcome, Setting } from '../application.js';
import { timed } from '../shared/timed.js';
import { CartPole } from './cart-pole.js';
import { type Moment, polePicture } from './picture.js';
import { play } from './play.js';
import { MemorylessPolicy, type Policy, RecurrentPolicy } from './policy.js';
import { policyGradient } from './policy-gradient.js';

const [SEEDS, UPDATES, LANES, EPISODES, GOAL] = [5, 1000, 16, 100, 180];
/** Updates of the layer that reads velocities from the units. */
const READING = 1500;

/** A pole is balanced by a network that sees no velocities. */
export const control: Application = {
  title: 'Control',
  page: 'control',
  data: `none: a cart with a pole, whose position and angle are seen, without velocities; ${EPISODES} episodes of at most 200 steps`,
  run,
};

function run(setting: Setting): Outcome {
  const seeds = Array.from({ length: setting.isSmall ? 1 : SEEDS }, (_, i) => setting.seed + i);
  const recurrent = seeds.map((seed) => trained(new RecurrentPolicy(seeded(seed)), seed, setting));
  const memoryless = seeds.map((seed) => trained(new MemorylessPolicy(seeded(seed)), seed, setting));
  const lengths = recurrent.map(({ length }) => length);
  return {
    measures: [
      {
        name: `recurrent policy, the worst of ${seeds.length} seeds`,
        value: Math.min(...lengths),
        unit: ' steps',
        kind: 'ours',
        ...(setting.isSmall ? {} : { atLeast: GOAL }),
        seconds: recurrent.reduce((sum, { seconds }) => sum + seconds, 0) / seeds.length,
        how: `GRU of 32 units, ${UPDATES} updates by the policy gradient with a learned baseline, ${LANES} whole episodes in each; mean length of ${EPISODES} episodes; by seed ${lengths.join(', ')}`,
      },
      {
        name: 'memoryless policy, the best of them',
        value: Math.max(...memoryless.map(({ length }) => length)),
        unit: ' steps',
        kind: 'baseline',
        how: 'two layers of 32 units, trained in the same way',
      },
    ],
    picture: pictureOf((recurrent[0] as (typeof recurrent)[number]).policy),
  };
}

function trained<P extends Policy>(policy: P, seed: number, { isSmall, say }: Setting) {
  const random = seeded(seed);
  const { seconds } = timed(() =>
    policyGradient(policy, {
      updates: isSmall ? 120 : UPDATES,
      lanes: LANES,
      random,
      onUpdate: (update, length) => say(`seed ${seed}, update ${update + 1}, ${length.toFixed(0)} steps`),
    }),
  );
  const { lengths } = play(policy, EPISODES, seeded(1000 + seed));
  return { policy, seconds, length: lengths.reduce((sum, length) => sum + length, 0) / EPISODES };
}

function pictureOf(policy: RecurrentPolicy): string {
  const [shown = [], ...others] = [7, 8, 9, 10, 11, 12].map((seed) => momentsOf(policy, seed));
  return polePicture(shown, velocitiesRead(shown, others.flat()));
}

/** An episode, with what is not seen and with the state of the units. */
function momentsOf(policy: RecurrentPolicy, seed: number): readonly Moment[] {
  const cart = new CartPole(seeded(seed));
  let state = policy.initialState(1);
  const moments: Moment[] = [];
  while (!cart.hasEnded) {
    const seen = cart.observe();
    const said = evaluate(() => policy.step(tensor([1, 2], seen), state));
    state = said.state;
    const [[left = 0, right = 0] = []] = said.logits.toNested(2);
    const action = right > left ? 1 : 0;
    const { steps, angle, angularVelocity } = cart;
    moments.push({ step: steps, angle, angularVelocity, action, units: state.toNested(2)[0] ?? [] });
    cart.push(action);
  }
  return moments;
}

/** The angular velocity of each moment, read from the units by a linear layer that others taught. */
function velocitiesRead(shown: readonly Moment[], others: readonly Moment[]): readonly number[] {
  const units = (moments: readonly Moment[]) => tensor(moments.map((moment) => [...moment.units]));
  const layer = new Linear(shown[0]?.units.length ?? 0, 1, { random: seeded(1) });
  const optimizer = new Optimizer(layer, [adam({ learningRate: 0.02 })]);
  const targets = tensor(others.map(({ angularVelocity }) => [angularVelocity]));
  const inputs = units(others);
  for (let i = 0; i < READING; i++) {
    optimizer.step(() => meanSquaredError(layer.forward(inputs), targets));
  }
  return [...layer.forward(units(shown)).toFloats()];
}
