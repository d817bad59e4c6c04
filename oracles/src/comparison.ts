import { type NestedNumbers, Tensor } from '@tbptt/core';
import { type NumberArray, positionOf } from './number-array.js';

/** How far a number may be from the expected one `e`: `absolute + relative |e|`. */
export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

/** Single operations in single precision, whatever precision the expected numbers were computed in. */
export const SINGLE: Tolerance = { absolute: 1e-6, relative: 1e-5 };

/**
 * Single operations in double precision. The arithmetic agrees to 1e-12 and better, but arrays are
 * recorded with nine digits, inputs as well as results, and no result is known more closely than
 * that.
 */
export const DOUBLE: Tolerance = { absolute: 1e-7, relative: 1e-7 };

/** Runs of many updates, where the rounding of every step acts on all that follow. */
export const TRAINING: Tolerance = { absolute: 1e-6, relative: 1e-4 };

/** A field that is out of tolerance: its worst element, and how many there are. */
export interface Deviation {
  readonly field: string;
  /** The position of the worst element, such as `[2, 1]`. */
  readonly element: readonly number[];
  readonly actual: number;
  readonly expected: number;
  readonly allowed: number;
  /** How many elements of the field are out of tolerance. */
  readonly count: number;
}

/** Collects how far the numbers of one case are from the expected ones. */
export class Comparison {
  /** How many numbers were compared. */
  count = 0;
  largestAbsolute = 0;
  /**
   * Over the numbers that are judged by the relative part of their tolerance rather than by the
   * absolute one.
   */
  largestRelative = 0;
  /** The largest share of its tolerance that a number used up; above 1 it is out of tolerance. */
  largestShare = 0;
  readonly deviations: Deviation[] = [];

  /** Compares one number. */
  number(field: string, actual: number, expected: number, tolerance: Tolerance = SINGLE): void {
    this.array(field, { shape: [], data: [actual] }, { shape: [], data: [expected] }, tolerance);
  }

  /** Compares all numbers of an array; the shapes must be equal too. */
  array(
    field: string,
    actual: Tensor | NumberArray | undefined,
    expected: NumberArray,
    tolerance: Tolerance = SINGLE,
  ): void {
    const { shape, data } = actual instanceof Tensor ? numbersOf(actual) : (actual ?? MISSING);
    if (
      shape.length !== expected.shape.length ||
      shape.some((length, axis) => length !== expected.shape[axis])
    ) {
      throw new Error(
        `${field} has the shape [${shape.join(', ')}] instead of [${expected.shape.join(', ')}]`,
      );
    }
    let worst: { offset: number; share: number } | undefined;
    let outside = 0;
    for (let offset = 0; offset < expected.data.length; offset++) {
      const share = this.#compare(data[offset] as number, expected.data[offset] as number, tolerance);
      if (share <= 1) continue;
      outside++;
      if (worst === undefined || share > worst.share) worst = { offset, share };
    }
    if (worst === undefined) return;
    const target = expected.data[worst.offset] as number;
    this.deviations.push({
      field,
      element: positionOf(expected.shape, worst.offset),
      actual: data[worst.offset] as number,
      expected: target,
      allowed: allowedFor(target, tolerance),
      count: outside,
    });
  }

  /** The share of its tolerance that a number uses up. */
  #compare(actual: number, expected: number, tolerance: Tolerance): number {
    this.count++;
    if (Object.is(actual, expected) || actual === expected) return 0;
    const difference = Math.abs(actual - expected);
    const error = Number.isFinite(difference) ? difference : Number.POSITIVE_INFINITY;
    const share = Number.isFinite(expected)
      ? error / allowedFor(expected, tolerance)
      : Number.POSITIVE_INFINITY;
    this.largestAbsolute = Math.max(this.largestAbsolute, error);
    if (tolerance.relative * Math.abs(expected) > tolerance.absolute) {
      this.largestRelative = Math.max(this.largestRelative, error / Math.abs(expected));
    }
    this.largestShare = Math.max(this.largestShare, share);
    return share;
  }
}

const MISSING: NumberArray = { shape: [0], data: [] };

/** The numbers of a tensor in the precision in which it was computed. */
export function numbersOf(tensor: Tensor): NumberArray {
  const data: number[] = [];
  const visit = (nested: NestedNumbers): void => {
    if (typeof nested === 'number') data.push(nested);
    else for (const part of nested) visit(part);
  };
  visit(tensor.toNested());
  return { shape: tensor.shape, data };
}

function allowedFor(expected: number, { absolute, relative }: Tolerance): number {
  return absolute + relative * Math.abs(expected);
}
