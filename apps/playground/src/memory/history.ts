/** Losses after a number of characters. */
interface Point {
  readonly at: number;
  readonly training: number;
  /** Null if it was not measured. */
  readonly heldOut: number | null;
}

/** The history is thinned out when it has this many points. */
const MOST = 400;

/** The losses of a training: every point at first, every second, fourth ... later. */
export class History {
  #points: Point[] = [];
  #stride = 1;
  #offered = 0;

  /** Remembers a point, unless it is one that is thinned out. Those of held-out text are all kept. */
  add(point: Point): void {
    if (point.heldOut === null && this.#offered++ % this.#stride > 0) return;
    this.#points.push(point);
    if (this.#points.length <= MOST) return;
    this.#stride *= 2;
    this.#points = this.#points.filter(({ heldOut }, i) => heldOut !== null || i % 2 === 0);
  }

  /** Returns the points, a list for each number. */
  columns() {
    return {
      at: this.#points.map(({ at }) => at),
      training: this.#points.map(({ training }) => training),
      heldOut: this.#points.map(({ heldOut }) => heldOut),
    };
  }
}
