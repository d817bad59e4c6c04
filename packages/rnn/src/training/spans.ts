/** How many steps lie between an update and the one before it, by the number of the update: a pure function, so that a run can be resumed anywhere. */
export type WindowSchedule = (update: number) => number;

/** A window of a stream: where it runs, and which of its losses it takes. */
export interface Span {
  /** The step it begins at. */
  readonly from: number;
  /** Losses are taken of the steps `start <= t < end`. */
  readonly start: number;
  readonly end: number;
  /** Of how many steps they are where the stream neither begins nor ends. */
  readonly whole: number;
  /** The step the following window begins at, before which the state is kept for it. */
  readonly next: number;
  /** Whether it is the first window of its update, and whether it is the last. */
  readonly opens: boolean;
  readonly closes: boolean;
}

/** How a stream is cut. */
export interface Cutting {
  /** The steps of the stream that are read are `first <= t < last`. */
  readonly first: number;
  readonly last: number;
  readonly k1: WindowSchedule;
  /** How many steps at most a window reaches back; as many as lie between two windows where that is more. */
  readonly k2: number;
  /** Of how many of its latest steps a window takes the losses, by how many lie since the last one. */
  readonly counted: (k1: number) => number;
  /** How many windows an update takes. */
  readonly windows: number;
}

/** The windows of one pass through a stream; `update` is the number of the first update. */
export function* spans(cutting: Cutting, update: number): Generator<Span, void, void> {
  const { first, last, k1, k2, counted, windows } = cutting;
  const beginOf = (end: number, steps: number): number => Math.max(first, end - Math.max(steps, k2));
  let read = first;
  for (let index = 0; read < last; index++) {
    const steps = k1(update + Math.floor(index / windows));
    const following = k1(update + Math.floor((index + 1) / windows));
    const whole = counted(steps);
    read += steps;
    yield {
      from: beginOf(read, steps),
      start: Math.max(first, read - whole),
      end: Math.min(read, last),
      whole,
      next: beginOf(read + following, following),
      opens: index % windows === 0,
      closes: index % windows === windows - 1 || read >= last,
    };
  }
}
