import type { Expression } from '../../../equation/expression.js';
import type { Address } from '../../../memory/block-allocator.js';
import type { Local } from '../../../wasm/assembler.js';
import { type Code, i32, v128 } from '../../../wasm/instructions.js';
import type { VectorMath } from '../../../wasm/simd-math/vector-math.js';
import type { PointwiseProgram, ProgramOutput } from '../../pointwise.js';
import { type Access, FOUR, ONE } from '../access.js';
import { countUses, ElementGroup } from './element-group.js';
import { computeInvariants } from './invariants.js';
import { earlierPhases } from './phases.js';
import { addressOf, Placement } from './placement.js';

/** The elements of a row that go through all phases before the next: few enough that what is kept between phases stays close. */
export const STRETCH_BYTES = 512;

/** Writes the body of `run(rows, n, block)` for a program. */
export class PointwiseGenerator {
  readonly #values: readonly Expression[];
  readonly #invariants: ReadonlyMap<Expression, Code>;
  readonly #placement: Placement;
  /** The values that earlier phases computed, by their places in the memory of stretches. */
  readonly #kept = new Map<Expression, number>();
  /** Where kept values of the present stretch lie, less the offset of the stretch in the row. */
  readonly #keptStart: Local;

  /** `allocate` is asked for memory, STRETCH_BYTES for each value, if values are to be kept between phases. */
  constructor(
    readonly program: PointwiseProgram,
    readonly v: VectorMath,
    readonly allocate: (values: number) => Address,
  ) {
    this.#values = program.outputs.map(({ value }) => value);
    const block = v.f.parameter(2).get;
    const operands = new Set<string>();
    for (const expression of countUses(this.#values).keys()) {
      if (expression.kind === 'operand') operands.add(expression.name);
    }
    this.#placement = new Placement(program, v.f, block, (name) => operands.has(name));
    this.#invariants = computeInvariants(program, v, block);
    this.#keptStart = v.f.local('i32');
  }

  emit(): void {
    const { f } = this.v;
    const [rows, n] = [f.parameter(0), f.parameter(1)];
    const phases = earlierPhases(this.#values, (expression) => this.#invariants.has(expression));
    const bytes = f.let('i32', i32.shl(n.get, i32.const(2)));
    const wholeBytes = f.let('i32', i32.and(bytes.get, i32.const(-4 * FOUR.elements)));
    const offset = f.local('i32');
    f.while(
      () => rows.get,
      () => {
        f.set(offset, i32.const(0));
        if (phases.length > 0) this.#emitStretches(offset, wholeBytes, phases);
        else this.#emitLoop(offset, wholeBytes, FOUR, () => this.#emitResults(offset, FOUR));
        // The one to three elements that are left; all phases at once.
        this.#kept.clear();
        this.#emitLoop(offset, bytes, ONE, () => this.#emitResults(offset, ONE));
        this.#placement.nextRow();
        f.increment(rows, i32.const(-1));
      },
    );
  }

  /** Stretch after stretch from `offset` to `end` goes through all phases. */
  #emitStretches(offset: Local, end: Local, phases: readonly (readonly Expression[])[]): void {
    const { f } = this.v;
    const memory = this.allocate(phases.flat().length);
    const [stretchEnd, at] = [f.local('i32'), f.local('i32')];
    f.while(
      () => i32.ltU(offset.get, end.get),
      () => {
        f.set(stretchEnd, i32.add(offset.get, i32.const(STRETCH_BYTES)));
        f.set(stretchEnd, i32.select(i32.ltU(stretchEnd.get, end.get), stretchEnd.get, end.get));
        f.set(this.#keptStart, i32.sub(i32.const(memory), offset.get));
        for (const phase of phases) {
          f.set(at, offset.get);
          this.#emitLoop(at, stretchEnd, FOUR, () => this.#emitPhase(phase, at));
          for (const expression of phase) this.#kept.set(expression, this.#kept.size);
        }
        f.set(at, offset.get);
        this.#emitLoop(at, stretchEnd, FOUR, () => this.#emitResults(at, FOUR));
        f.set(offset, stretchEnd.get);
      },
    );
  }

  /** Groups of elements from `offset` on until it reaches `end`. */
  #emitLoop(offset: Local, end: Local, access: Access, body: () => void): void {
    const { f } = this.v;
    f.while(
      () => i32.ltU(offset.get, end.get),
      () => {
        body();
        f.increment(offset, i32.const(4 * access.elements));
      },
    );
  }

  /** The values of a phase for four elements, kept for later phases. */
  #emitPhase(phase: readonly Expression[], offset: Local): void {
    const group = this.#group(phase, offset, FOUR);
    phase.forEach((expression, index) => {
      const address = i32.add(this.#keptStart.get, offset.get);
      const value = group.value(expression);
      this.v.f.emit(v128.store(address, value, (this.#kept.size + index) * STRETCH_BYTES));
    });
  }

  /** The results of one group of elements: all operands are loaded first, and each result is stored as soon as it is known. */
  #emitResults(offset: Local, access: Access): void {
    const stored = new Set<ProgramOutput>();
    const store = (output: ProgramOutput): void => {
      const placed = this.#placement.results.get(output);
      if (placed === undefined || stored.has(output)) return;
      stored.add(output);
      const address = addressOf(placed, offset);
      const accumulates = output.kind === 'row' || output.mode === 'accumulate';
      const value = accumulates ? group.sum(access.load(address), output.value) : group.value(output.value);
      this.v.f.emit(access.store(address, value));
    };
    let loading = true;
    const group = this.#group(this.#values, offset, access, (expression) => {
      if (loading) return;
      for (const output of this.program.outputs) if (output.value === expression) store(output);
    });
    for (const expression of group.uses.keys()) if (expression.kind === 'operand') group.compute(expression);
    loading = false;
    for (const output of this.program.outputs) store(output);
  }

  /** The writer for one group of elements at `offset`. */
  #group(
    roots: readonly Expression[],
    offset: Local,
    access: Access,
    onComputed?: (expression: Expression) => void,
  ): ElementGroup {
    const known = new Map(this.#invariants);
    const uses = countUses(roots, (expression) => known.has(expression) || this.#kept.has(expression));
    const load = (expression: Expression): Code | undefined => {
      const index = this.#kept.get(expression);
      if (index !== undefined) {
        return access.load(i32.add(this.#keptStart.get, offset.get), index * STRETCH_BYTES);
      }
      const placed =
        expression.kind === 'operand' ? this.#placement.operands.get(expression.name) : undefined;
      return placed === undefined ? undefined : access.load(addressOf(placed, offset));
    };
    return new ElementGroup(this.v, uses, known, load, onComputed);
  }
}
