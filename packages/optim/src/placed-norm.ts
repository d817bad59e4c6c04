import type { Parameter } from '@tbptt/core';
import {
  type Address,
  addressIn,
  type Engine,
  type Kernels,
  type LinearMemory,
  type NormKernels,
  normKernels,
  spreadAxisKernels,
} from '@tbptt/core/operation';
import { nonFiniteGradient } from './errors.js';
import type { NormOrder, NormScope } from './norm-order.js';

/** Totals are in double precision, whatever the precision of the memory. */
const TOTAL_BYTES = Float64Array.BYTES_PER_ELEMENT;
/** The number of further totals that kernels may touch. */
const SPARE_TOTALS = 3;

/** A total and a norm for each unit of all parameters. */
interface Units {
  readonly totals: Address;
  readonly norms: Address;
}

/**
 * A parameter as a matrix with a column for each unit whose norm is taken, and its norms as
 * operands of programs.
 */
export interface Measured {
  readonly path: string;
  readonly parameter: Parameter;
  readonly rows: number;
  readonly units: number;
  /** Index of its first unit among those of all parameters. */
  readonly first: number;
  readonly gradientNorm: Address;
  /** 0 if no program reads it. */
  readonly parameterNorm: Address;
  /**
   * The number of times that its norm is repeated, because the operand has a number for each
   * column. 0 if it is not repeated.
   */
  readonly repetitions: number;
}

/**
 * The norm that a stage requests, in one memory: the norm of the gradient that the stage receives,
 * and the norms of the parameters. In each step kernels compute it at the same addresses, from
 * which other kernels read it.
 */
export class PlacedNorm {
  /** Address of the norm of the whole gradient. */
  readonly whole: Address;
  readonly #memory: LinearMemory;
  readonly #order: number;
  readonly #parameters: ReadonlyMap<Parameter, Measured>;
  /** Whether each parameter or each unit has a norm of its own. */
  readonly #separate: boolean;
  readonly #gradient: Units;
  readonly #weights: Units | undefined;
  readonly #units: number;
  #kernels: Kernels | undefined;
  #functions: NormKernels | undefined;

  /**
   * The memory returns when the norm is garbage-collected. `readsParameters` tells whether a
   * program reads the norms of the parameters.
   */
  constructor(
    order: NormOrder,
    scope: NormScope,
    parameters: readonly (readonly [path: string, parameter: Parameter])[],
    memory: LinearMemory,
    readsParameters: boolean,
  ) {
    const allocate = (bytes: number): Address => {
      const address = memory.allocateFor(this, bytes);
      memory.clear(address, bytes / memory.elementBytes);
      return address;
    };
    const allocateNumbers = (count: number): Address => allocate(count * memory.elementBytes);
    const unitsOf = ({ shape }: Parameter): number =>
      scope === 'unit' && shape.length > 1 ? (shape.at(-1) ?? 1) : 1;
    const count = parameters.reduce((sum, [, parameter]) => sum + unitsOf(parameter), 0);
    const allocateUnits = (): Units => ({
      totals: allocate((count + SPARE_TOTALS) * TOTAL_BYTES),
      norms: allocateNumbers(count),
    });
    const whole = allocateNumbers(1);
    const gradient = allocateUnits();
    const weights = readsParameters ? allocateUnits() : undefined;
    let next = 0;
    this.#parameters = new Map(
      parameters.map(([path, parameter]) => {
        const [first, units] = [next, unitsOf(parameter)];
        next += units;
        const repetitions = scope === 'unit' && parameter.shape.length < 2 ? parameter.size : 0;
        const place = ({ norms }: Units): Address =>
          repetitions > 0 ? allocateNumbers(repetitions) : norms + first * memory.elementBytes;
        const measured: Measured = {
          path,
          parameter,
          rows: units === 0 ? 0 : parameter.size / units,
          units,
          first,
          gradientNorm: scope === 'all' ? whole : place(gradient),
          parameterNorm: weights === undefined ? 0 : place(weights),
          repetitions,
        };
        return [parameter, measured];
      }),
    );
    this.whole = whole;
    this.#memory = memory;
    this.#order = order;
    this.#separate = scope !== 'all';
    this.#gradient = gradient;
    this.#weights = weights;
    this.#units = count;
  }

  /** Returns the measurement of a parameter. */
  of(parameter: Parameter): Measured {
    const measured = this.#parameters.get(parameter);
    if (measured === undefined) throw new TypeError('PlacedNorm: it does not measure this parameter.');
    return measured;
  }

  /** Begins to measure. */
  begin(kernels: Kernels): void {
    if (kernels === this.#kernels) return;
    this.#kernels = kernels;
    this.#functions = kernels.of(normKernels);
  }

  /** Measures the gradient of a parameter, which is at `gradient`, and the parameter. */
  measure({ parameter, rows, units, first }: Measured, gradient: Address): void {
    const { totals } = this.#functions as NormKernels;
    const offset = first * TOTAL_BYTES;
    totals(gradient, rows, units, this.#order, this.#gradient.totals + offset);
    if (this.#weights === undefined) return;
    totals(addressIn(this.#memory, parameter), rows, units, this.#order, this.#weights.totals + offset);
  }

  /** Leaves a parameter out, which takes no part in the step. */
  omit({ units, first }: Measured): void {
    const length = (units * TOTAL_BYTES) / this.#memory.elementBytes;
    this.#memory.clear(this.#gradient.totals + first * TOTAL_BYTES, length);
  }

  /**
   * Computes the norms when every parameter has been measured or omitted. Ends step `step` unless
   * the norm is finite.
   */
  finish(engine: Engine, step: number): void {
    const { kernels } = engine;
    const { norms } = this.#functions as NormKernels;
    norms(this.#gradient.totals, 1, this.#units, this.#order, this.whole);
    engine.guard(this.whole, (norm) => nonFiniteGradient(norm, step, this.#toBlame()));
    if (!this.#separate) return;
    for (const units of [this.#gradient, this.#weights]) {
      if (units !== undefined) norms(units.totals, this.#units, 1, this.#order, units.norms);
    }
    for (const { repetitions, first, gradientNorm, parameterNorm } of this.#parameters.values()) {
      if (repetitions === 0) continue;
      const { spreadAxis } = kernels.of(spreadAxisKernels);
      const offset = first * this.#memory.elementBytes;
      spreadAxis(this.#gradient.norms + offset, 1, repetitions, 1, 1, gradientNorm, false);
      if (this.#weights === undefined) continue;
      spreadAxis(this.#weights.norms + offset, 1, repetitions, 1, 1, parameterNorm, false);
    }
  }

  /** Paths of the parameters whose gradients are not finite, or else of the one with the largest gradient. */
  #toBlame(): readonly string[] {
    const { doubles } = this.#memory;
    const start = this.#gradient.totals / TOTAL_BYTES;
    // A call of `Math.max` with as many arguments as a large layer has units overflows the stack.
    const largestOf = (totals: Float64Array): number => totals.reduce((a, b) => Math.max(a, b), 0);
    const found = [...this.#parameters.values()].map(({ path, first, units }) => ({
      path,
      total: largestOf(doubles.subarray(start + first, start + first + units)),
    }));
    const notFinite = found.filter(({ total }) => !Number.isFinite(total));
    if (notFinite.length > 0) return notFinite.map(({ path }) => path);
    const largest = Math.max(...found.map(({ total }) => total));
    return found.filter(({ total }) => total === largest).map(({ path }) => path);
  }
}
