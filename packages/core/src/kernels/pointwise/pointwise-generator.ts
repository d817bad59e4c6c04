import type { Expression } from '../../equation/expression.js';
import type { PointwiseProgram, ProgramOutput } from '../../equation/program.js';
import type { Local } from '../../wasm/assembler.js';
import { type Code, f64, f64x2, i32, i32x4, v128 } from '../../wasm/instructions.js';
import type { VectorMath } from '../../wasm/simd-math/vector-math.js';
import { type Access, FOUR, ONE } from '../access.js';
import { WideSum } from '../rows/wide-sum.js';
import { SLOT } from './argument-block.js';
import { countUses, ElementGroup } from './element-group.js';
import { invariantsOf } from './invariants.js';
import { earlierPhases } from './phases.js';
import { addressOf, type Placed, Placement } from './placement.js';

/**
 * The bytes of a row that pass all phases before the next ones: few enough that the values kept
 * between phases stay in the cache.
 */
export const STRETCH_BYTES = 512;

/** Writes the body of `run(rows, n, block, step, room)` for a program. */
export class PointwiseGenerator {
  readonly #values: readonly Expression[];
  readonly #block: Code;
  readonly #placement: Placement;
  /** The values that do not vary along a row. */
  readonly #invariants = new Map<Expression, Code>();
  /** The values that earlier phases computed, by their places in the memory of stretches. */
  readonly #kept = new Map<Expression, number>();
  /** The address of the kept values of the present stretch, less the offset of the stretch in the row. */
  readonly #keptStart: Local;
  /** The sums over the present row. */
  readonly #columns = new Map<ProgramOutput, WideSum>();

  constructor(
    readonly program: PointwiseProgram,
    readonly v: VectorMath,
  ) {
    this.#values = program.outputs.map(({ value }) => value);
    this.#block = v.f.parameter(2).get;
    const operands = new Set<string>();
    for (const expression of countUses(this.#values).keys()) {
      if (expression.kind === 'operand') operands.add(expression.name);
    }
    const step = v.f.parameter(3).get;
    this.#placement = new Placement(program, v.f, this.#block, step, (name) => operands.has(name));
    this.#keptStart = v.f.local('i32');
    for (const output of program.outputs) {
      if (output.kind === 'column') this.#columns.set(output, new WideSum(v.f));
    }
  }

  /**
   * Emits the body. Returns the number of values of a stretch that are kept between phases, each of
   * which needs STRETCH_BYTES of room.
   */
  emit(): number {
    const { f } = this.v;
    const [rows, n] = [f.parameter(0), f.parameter(1)];
    const { everywhere, inRow } = invariantsOf(this.program);
    const ahead = new Set([...everywhere, ...inRow]);
    const phases = earlierPhases(this.#values, (expression) => ahead.has(expression));
    this.#emitInvariants(everywhere);
    const bytes = f.let('i32', i32.shl(n.get, i32.const(2)));
    const wholeBytes = f.let('i32', i32.and(bytes.get, i32.const(-4 * FOUR.elements)));
    const offset = f.local('i32');
    f.while(
      () => rows.get,
      () => {
        this.#emitInvariants(inRow);
        for (const sum of this.#columns.values()) sum.clear();
        f.set(offset, i32.const(0));
        if (phases.length > 0) this.#emitStretches(offset, wholeBytes, phases);
        else this.#emitLoop(offset, wholeBytes, FOUR, () => this.#emitResults(offset, FOUR));
        // The one to three elements that are left; all phases at once.
        this.#kept.clear();
        this.#emitLoop(offset, bytes, ONE, () => this.#emitResults(offset, ONE));
        for (const [output, sum] of this.#columns) {
          const { get } = this.#placed(output).start;
          f.emit(f64.store(get, f64.add(f64.load(get), sum.total)));
        }
        this.#placement.nextRow();
        f.increment(rows, i32.const(-1));
      },
    );
    return phases.flat().length;
  }

  /** Computes values here, for all groups that follow. */
  #emitInvariants(expressions: readonly Expression[]): void {
    const load = (expression: Expression): Code | undefined => {
      if (expression.kind !== 'operand') return undefined;
      const column = this.#placement.operands.get(expression.name);
      if (column !== undefined) return v128.load32Splat(column.start.get);
      const slot = this.program.inputs.findIndex(({ name }) => name === expression.name);
      return v128.load32Splat(this.#block, slot * SLOT.bytes + SLOT.value);
    };
    const group = new ElementGroup(this.v, countUses(this.#values), this.#invariants, load);
    for (const expression of expressions) group.compute(expression);
  }

  /** Emits the loop over stretches from `offset` to `end`, each of which passes all phases. */
  #emitStretches(offset: Local, end: Local, phases: readonly (readonly Expression[])[]): void {
    const { f } = this.v;
    const room = f.parameter(4).get;
    const [stretchEnd, at] = [f.local('i32'), f.local('i32')];
    f.while(
      () => i32.ltU(offset.get, end.get),
      () => {
        f.set(stretchEnd, i32.add(offset.get, i32.const(STRETCH_BYTES)));
        f.set(stretchEnd, i32.select(i32.ltU(stretchEnd.get, end.get), stretchEnd.get, end.get));
        f.set(this.#keptStart, i32.sub(room, offset.get));
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

  /** Emits the loop over groups of elements from `offset` to `end`. */
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

  /** Emits the values of a phase for four elements, which are kept for later phases. */
  #emitPhase(phase: readonly Expression[], offset: Local): void {
    const group = this.#group(phase, offset, FOUR);
    phase.forEach((expression, index) => {
      const address = i32.add(this.#keptStart.get, offset.get);
      const value = group.value(expression);
      this.v.f.emit(v128.store(address, value, (this.#kept.size + index) * STRETCH_BYTES));
    });
  }

  /**
   * Emits the results of one group of elements. All operands are loaded first, and each result is
   * stored as soon as it is known.
   */
  #emitResults(offset: Local, access: Access): void {
    const stored = new Set<ProgramOutput>();
    const store = (output: ProgramOutput): void => {
      if (stored.has(output)) return;
      stored.add(output);
      if (output.kind === 'row') return this.#addToRow(output, group.value(output.value), offset, access);
      if (output.kind === 'column') return this.#addToColumn(output, group.value(output.value), access);
      const address = addressOf(this.#placed(output), offset);
      const accumulates = output.mode === 'accumulate';
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

  /** Adds a group of elements to the sums over rows. The sums are twice as far apart as the elements. */
  #addToRow(output: ProgramOutput, value: Code, offset: Local, { elements }: Access): void {
    const { f } = this.v;
    const { start } = this.#placed(output);
    const at = f.let('i32', i32.add(start.get, i32.shl(offset.get, i32.const(1)))).get;
    const four = this.v.let(value);
    if (elements === 1) {
      const sum = f64.add(f64.load(at), f64x2.extractLane(f64x2.promoteLowF32x4(four), 0));
      f.emit(f64.store(at, sum));
      return;
    }
    [four, v128.shuffle32(four, four, [2, 3, 0, 1])].forEach((pair, half) => {
      const sum = f64x2.add(v128.load(at, 16 * half), f64x2.promoteLowF32x4(pair));
      f.emit(v128.store(at, sum, 16 * half));
    });
  }

  /**
   * Adds a group of elements to the sum over the row. A single element is in lane 0, and the other
   * lanes are undefined.
   */
  #addToColumn(output: ProgramOutput, value: Code, { elements }: Access): void {
    this.#columns.get(output)?.add(elements === 1 ? v128.and(value, i32x4.lanes(-1, 0, 0, 0)) : value);
  }

  #placed(output: ProgramOutput): Placed {
    return this.#placement.results.get(output) as Placed;
  }

  /** Returns the writer for one group of elements at `offset`. */
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
