import { describe, isInRange, requireOptions, requireRange, SIZE } from '../arguments.js';
import { IGNORED } from '../arrays.js';
import { ArgumentError } from '../errors.js';
import { cutIntoLanes, requireLaneWindow } from '../lane-cut.js';
import type { Rank } from '../lane-share.js';
import type { LaneWindow } from '../lanes.js';
import type { SymbolBlock, SymbolSource } from './symbol-source.js';

/** How {@link FileLanes} divides a file. */
export interface FileLanesOptions {
  /** `B`, the number of parts that are read side by side, over all ranks. */
  readonly lanes: number;
  /** The processes that train together, each with its share of the lanes. Default: one process has all. */
  readonly group?: Rank;
  /** The first symbol that is read. Default: 0. */
  readonly from?: number;
  /** The symbol after the last one that is read. Default: the length of the file. */
  readonly to?: number;
}

/** The number of blocks that a lane holds, since overlapping windows may begin in the earlier block. */
const HELD = 2;

/**
 * The lanes of a file that may be larger than memory, for truncated back-propagation through time.
 * Its windows equal those of `Lanes` over the same symbols. Each lane holds two blocks of the file,
 * of 16 KiB each if the file is smaller than 2 GiB. Any step can be read at any time, so epochs,
 * overlapping windows and resumed runs need no further preparation.
 *
 * ```ts
 * const text = await TextFile.open('book.txt');
 * const lanes = new FileLanes(text, { lanes: 32 });
 * for (const { loss } of truncatedBPTT(model, lanes, { k1: 64, optimizer, loss: crossEntropy })) {
 *   console.log(loss);
 * }
 * text.close();
 * ```
 */
export class FileLanes {
  /** `B`, the number of lanes, in a group those of this rank. */
  readonly lanes: number;
  /** The first of them among the lanes of all ranks. */
  readonly first: number;
  /** The number of lanes of all ranks. */
  readonly total: number;
  /** The number of steps of the longest lane: `ceil(P / B)`, or `floor(P / B)` in a group. */
  readonly length: number;
  readonly #source: SymbolSource;
  /** `[B + 1]` The position in the file where each lane begins, and where the last one ends. */
  readonly #starts: Float64Array;
  /** `[B]` The blocks that each lane read last, the latest first. */
  readonly #held: SymbolBlock[][];

  /**
   * @param source An open `TextFile` or `SymbolFile`.
   * @throws ArgumentError if the source is not an open file, if `lanes` is not a whole number of at
   * least 1, if `from` and `to` are not positions in the file, if there are fewer pairs than lanes,
   * or if the group has no rank and size or has more ranks than there are lanes.
   */
  constructor(source: SymbolSource, options: FileLanesOptions) {
    requireSource(source);
    requireOptions('FileLanes', options, { lanes: true, from: true, to: true, group: true });
    const { lanes, from = 0, to = source.length, group } = options;
    requireRange('FileLanes', 'lanes', lanes, SIZE);
    requireRange('FileLanes', 'to', to, { least: 0, most: source.length, whole: true });
    requireRange('FileLanes', 'from', from, { least: 0, most: to, whole: true });
    const cut = cutIntoLanes('FileLanes', to - from, lanes, group);
    this.lanes = cut.lanes;
    this.first = cut.first;
    this.total = lanes;
    this.length = cut.length;
    this.#source = source;
    this.#starts = cut.starts.map((start) => from + start);
    this.#held = Array.from({ length: cut.lanes }, () => []);
  }

  /**
   * Returns the `T = min(length, this.length - start)` steps from step `start`, in new arrays.
   *
   * @throws ArgumentError if `start` is not a step of the lanes, or if `length` is not a whole
   * number of at least 1.
   * @throws FileError if the file has changed or has been closed.
   */
  window(start: number, length: number): LaneWindow {
    requireLaneWindow('FileLanes.window', start, length, this.length);
    const B = this.lanes;
    const steps = Math.min(length, this.length - start);
    const shape = [steps, B];
    const inputs = new Int32Array(steps * B);
    const targets = new Int32Array(steps * B).fill(IGNORED);
    let count = 0;
    for (let b = 0; b < B; b++) {
      const from = (this.#starts[b] as number) + start;
      const valid = Math.max(0, Math.min(steps, (this.#starts[b + 1] as number) - from));
      const symbols = valid === 0 ? 0 : valid + 1; // with the target of the last step
      for (let t = 0; t < symbols; ) {
        const { start: first, ids } = this.#blockAt(b, from + t);
        const offset = from + t - first;
        const end = Math.min(symbols, t + ids.length - offset);
        for (let i = offset; t < end; t++, i++) {
          const id = ids[i] as number;
          if (t < valid) inputs[t * B + b] = id;
          if (t > 0) targets[(t - 1) * B + b] = id;
        }
      }
      count += valid;
    }
    return { inputs: { shape, data: inputs }, targets: { shape, data: targets }, count };
  }

  #blockAt(lane: number, position: number): SymbolBlock {
    const held = this.#held[lane] as SymbolBlock[];
    const known = held.find(({ start, ids }) => position >= start && position < start + ids.length);
    if (known !== undefined) return known;
    const block = this.#source.blockAt(position);
    held.unshift(block);
    if (held.length > HELD) held.pop();
    return block;
  }
}

function requireSource(source: unknown): void {
  if (
    typeof source === 'object' &&
    source !== null &&
    'blockAt' in source &&
    typeof source.blockAt === 'function' &&
    'length' in source &&
    isInRange(source.length, SIZE)
  ) {
    return;
  }
  throw new ArgumentError(
    'FileLanes',
    `the source is ${describe(source)}; it must be an open file, such as await TextFile.open(path).`,
  );
}
