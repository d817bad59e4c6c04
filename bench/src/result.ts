import { definitionOf } from './cases.js';
import { type Unit, unitOf } from './definition.js';
import { flopsOf } from './flops.js';
import { median } from './measure.js';
import { rounded } from './rounded.js';
import type { Findings } from './task.js';

/** What is known about a case after its runs: a line of `--json`. */
export interface Result {
  readonly case: string;
  /** The median of the runs. */
  readonly value: number;
  readonly unit: Unit;
  readonly variant: string;
  /** Whether the kernels count on vectors of 256 bits. */
  readonly wide: boolean;
  readonly node: string;
  /** Of all matrix products of the work that was done; see `flopsOf`. */
  readonly gflops: number;
  readonly runs: number;
  readonly min: number;
  readonly max: number;
  /** The share of the time for which the process had a processor. */
  readonly cpuShare: number;
}

/** The result of the runs of one process. */
export function resultOf(name: string, { rates, size, cpuShare, variant, wide, node }: Findings): Result {
  const definition = definitionOf(name);
  if (definition === undefined) throw new RangeError(`there is no case ${name}`);
  const gflopsPerUnit = flopsOf(definition) / 1e9;
  const unit = unitOf(definition);
  const values = rates.map((rate) => rate * size * (unit === 'GFLOP/s' ? gflopsPerUnit : 1));
  const value = median(values);
  return {
    case: name,
    value: rounded(value),
    unit,
    variant,
    wide,
    node,
    gflops: rounded(unit === 'GFLOP/s' ? value : value * gflopsPerUnit),
    runs: values.length,
    min: rounded(Math.min(...values)),
    max: rounded(Math.max(...values)),
    cpuShare: rounded(cpuShare),
  };
}

/** A case in many processes: whether one of them was slow. */
export interface SpreadResult {
  readonly case: string;
  /** The median over processes. */
  readonly value: number;
  readonly unit: Unit;
  readonly variant: string;
  readonly node: string;
  readonly processes: number;
  /** The slowest process. */
  readonly worst: number;
  /** `worst / value`. */
  readonly worstShare: number;
  /** How many processes were below 0.8 of the median. */
  readonly slow: number;
  /** The least share of the time for which one of the processes had a processor. */
  readonly cpuShare: number;
}

/** A process that reaches less than this share of the median is a slow one. */
const SLOW = 0.8;

/** The result of one case in many processes. */
export function spreadOf(results: readonly Result[]): SpreadResult {
  const [first] = results;
  if (first === undefined) throw new RangeError('there are no results');
  const values = results.map(({ value }) => value);
  const value = median(values);
  const worst = Math.min(...values);
  const { unit, variant, node } = first;
  return {
    case: first.case,
    value: rounded(value),
    unit,
    variant,
    node,
    processes: values.length,
    worst,
    worstShare: rounded(worst / value),
    slow: values.filter((one) => one < SLOW * value).length,
    cpuShare: Math.min(...results.map(({ cpuShare }) => cpuShare)),
  };
}
