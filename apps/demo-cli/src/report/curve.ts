import type { UpdateFacts } from '../language-model/observer.js';

/** A few updates of a run, as one point of its curves. */
export type CurvePoint = Pick<
  UpdateFacts,
  | 'step'
  | 'characters'
  | 'seconds'
  | 'bitsPerCharacter'
  | 'learningRate'
  | 'gradientNorm'
  | 'charactersPerSecond'
>;

/** The numbers that are averaged over the updates of a point. The others are those of its last update. */
const MEANS = ['bitsPerCharacter', 'gradientNorm', 'charactersPerSecond'] as const;

/**
 * The history of a run of any length in bounded memory. When there are too many points, neighbors
 * are merged in pairs, and every later point consists of twice as many updates.
 */
export class Curve {
  readonly #most: number;
  #points: CurvePoint[] = [];
  #pending: CurvePoint[] = [];
  #updates = 1;

  /** `most` is an even number of points. */
  constructor(most = 2000) {
    this.#most = most;
  }

  add(update: CurvePoint): void {
    this.#pending.push(update);
    if (this.#pending.length < this.#updates) return;
    this.#points.push(merged(this.#pending));
    this.#pending = [];
    if (this.#points.length < this.#most) return;
    this.#points = inGroups(this.#points, 2);
    this.#updates *= 2;
  }

  /** Returns the points in their order, at most `most`. */
  points(most = this.#most): readonly CurvePoint[] {
    const all = this.#pending.length === 0 ? this.#points : [...this.#points, merged(this.#pending)];
    return inGroups(all, Math.ceil(all.length / most));
  }
}

function inGroups(points: readonly CurvePoint[], size: number): CurvePoint[] {
  if (size <= 1) return [...points];
  const groups: CurvePoint[] = [];
  for (let i = 0; i < points.length; i += size) groups.push(merged(points.slice(i, i + size)));
  return groups;
}

function merged(points: readonly CurvePoint[]): CurvePoint {
  const { step, characters, seconds, learningRate } = points.at(-1) as CurvePoint;
  const [bitsPerCharacter, gradientNorm, charactersPerSecond] = MEANS.map(
    (name) => points.reduce((sum, point) => sum + point[name], 0) / points.length,
  ) as [number, number, number];
  return { step, characters, seconds, learningRate, bitsPerCharacter, gradientNorm, charactersPerSecond };
}
