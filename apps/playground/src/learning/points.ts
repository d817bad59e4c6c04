import type { Random } from '@tbptt/core';

/** Points of the plane, each of one of two kinds. */
export interface Points {
  /** `[N, 2]`, each number within ±1 */
  readonly places: Float32Array;
  /** `[N, 1]`, 0 or 1 */
  readonly kinds: Float32Array;
}

/** Returns the place of a point of a kind. `share` runs from 0 to 1 over the points of the kind. */
type Rule = (random: Random, kind: number, share: number) => readonly [x: number, y: number];

const between = (random: Random, least: number, most: number) => least + (most - least) * random.float();

const rules = {
  xor: (random, kind, share) => {
    const [x, y] = [between(random, 0.1, 0.9), between(random, 0.1, 0.9)];
    const right = share < 0.5 ? 1 : -1;
    return [x * right, y * right * (kind === 0 ? 1 : -1)];
  },
  circles: (random, kind) => {
    const radius = kind === 1 ? between(random, 0, 0.4) : between(random, 0.65, 0.95);
    const angle = between(random, 0, 2 * Math.PI);
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  },
  spirals: (random, kind, share) => {
    const radius = 0.08 + 0.85 * share;
    const angle = 1.6 * Math.PI * share + (kind === 0 ? 0 : Math.PI);
    const noise = () => between(random, -0.02, 0.02);
    return [radius * Math.cos(angle) + noise(), radius * Math.sin(angle) + noise()];
  },
} as const satisfies Record<string, Rule>;

/** The name of a problem. */
export type Task = keyof typeof rules;

/** The names of all problems. */
export const TASKS = Object.keys(rules) as readonly Task[];

/** Draws `ofEachKind` points of each kind. */
export function drawPoints(task: Task, ofEachKind: number, random: Random): Points {
  const places = new Float32Array(4 * ofEachKind);
  const kinds = new Float32Array(2 * ofEachKind);
  for (let i = 0; i < 2 * ofEachKind; i++) {
    const kind = i % 2;
    const [x, y] = rules[task](random, kind, Math.floor(i / 2) / ofEachKind);
    places.set([x, y], 2 * i);
    kinds[i] = kind;
  }
  return { places, kinds };
}
