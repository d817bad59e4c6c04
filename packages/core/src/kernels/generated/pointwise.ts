import type { Expression, Primitive } from '../../equation/expression.js';
import { type FunctionBuilder, type Local, ModuleBuilder } from '../../wasm/assembler.js';
import { instantiate } from '../../wasm/instantiate.js';
import { type Code, f32x4, i32, v128 } from '../../wasm/instructions.js';
import { erf } from '../../wasm/simd-math/erf.js';
import { exp } from '../../wasm/simd-math/exp.js';
import { log } from '../../wasm/simd-math/log.js';
import { log1p } from '../../wasm/simd-math/log1p.js';
import { pow } from '../../wasm/simd-math/pow.js';
import { sigmoid } from '../../wasm/simd-math/sigmoid.js';
import { softplus } from '../../wasm/simd-math/softplus.js';
import { tanh } from '../../wasm/simd-math/tanh.js';
import { type Rounding, VectorMath } from '../../wasm/simd-math/vector-math.js';
import { type PointwiseKernel, type PointwiseProgram, type ProgramOutput, SLOT_BYTES } from '../pointwise.js';

/** Generates the kernel of a program: one function that runs over rows and, four elements at a time, along them. */
export function generatePointwise(
  program: PointwiseProgram,
  memory: WebAssembly.Memory,
  rounding: Rounding,
): PointwiseKernel {
  const { run } = instantiate(pointwiseModule(program, rounding), memory, ['run']);
  return { program, run: (rows, n, block) => void run(rows, n, block) };
}

/** The bytes of a module that exports `run(rows, n, block)` for a program. */
export function pointwiseModule(program: PointwiseProgram, rounding: Rounding): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  module.function('run', { parameters: ['i32', 'i32', 'i32'] }, (f) => {
    new PointwiseGenerator(program, f, new VectorMath(f, rounding)).emit();
  });
  return module.encode();
}

type Call = Extract<Expression, { kind: 'call' }>;

/** An operand in memory: where its present row starts, and the slot of the argument block that tells its address and stride. */
interface Placed {
  readonly start: Local;
  readonly slot: number;
  readonly kind: 'full' | 'row';
}

/** How one group of elements is read and written: four at a time, or a single one in lane 0. */
interface Access {
  readonly bytes: number;
  load(address: Code): Code;
  store(address: Code, value: Code): Code;
}

const FOUR: Access = { bytes: 16, load: v128.load, store: v128.store };
const ONE: Access = {
  bytes: 4,
  load: v128.load32Zero,
  store: (address, value) => v128.store32Lane(address, value, 0),
};

class PointwiseGenerator {
  readonly #uses = new Map<Expression, number>();
  readonly #invariants = new Map<Expression, Code>();
  readonly #operands = new Map<string, Placed>();
  readonly #results = new Map<ProgramOutput, Placed>();

  constructor(
    readonly program: PointwiseProgram,
    readonly f: FunctionBuilder,
    readonly v: VectorMath,
  ) {
    for (const { value } of program.outputs) this.#countUses(value);
  }

  emit(): void {
    const { f } = this;
    const rows = f.parameter(0);
    const n = f.parameter(1);
    this.#place();
    this.#computeInvariants();
    const bytes = f.let('i32', i32.shl(n.get, i32.const(2)));
    const wholeBytes = f.let('i32', i32.and(bytes.get, i32.const(-FOUR.bytes)));
    const offset = f.local('i32');
    f.while(
      () => rows.get,
      () => {
        f.set(offset, i32.const(0));
        this.#emitLoop(offset, wholeBytes, FOUR);
        this.#emitLoop(offset, bytes, ONE);
        this.#nextRow();
        f.increment(rows, i32.const(-1));
      },
    );
  }

  #countUses(expression: Expression): void {
    const uses = this.#uses.get(expression) ?? 0;
    this.#uses.set(expression, uses + 1);
    if (uses === 0 && expression.kind === 'call') {
      for (const argument of expression.arguments) this.#countUses(argument);
    }
  }

  /** Reads the argument block: the starts of operands and results, and uniforms. */
  #place(): void {
    const { inputs, outputs } = this.program;
    const block = this.f.parameter(2).get;
    const start = (slot: number): Local => this.f.let('i32', i32.load(block, slot * SLOT_BYTES));
    inputs.forEach(({ name, kind }, slot) => {
      const operand = this.#operandNamed(name);
      if (operand === undefined) return;
      if (kind !== 'uniform') this.#operands.set(name, { start: start(slot), slot, kind });
      else this.#invariants.set(operand, this.v.let(v128.load32Splat(block, slot * SLOT_BYTES)));
    });
    outputs.forEach((output, index) => {
      const slot = inputs.length + index;
      this.#results.set(output, { start: start(slot), slot, kind: output.kind });
    });
  }

  #operandNamed(name: string): Expression | undefined {
    for (const expression of this.#uses.keys()) {
      if (expression.kind === 'operand' && expression.name === name) return expression;
    }
    return undefined;
  }

  /** What depends on uniforms and constants alone is computed once, before the loops. */
  #computeInvariants(): void {
    const group = new ElementGroup(this.v, this.#uses, this.#invariants);
    const seen = new Map<Expression, boolean>();
    const isInvariant = (expression: Expression): boolean => {
      let invariant = seen.get(expression);
      if (invariant === undefined) {
        if (expression.kind === 'call') invariant = expression.arguments.map(isInvariant).every(Boolean);
        else invariant = expression.kind === 'constant' || this.#invariants.has(expression);
        seen.set(expression, invariant);
      }
      return invariant;
    };
    for (const { value } of this.program.outputs) isInvariant(value);
    for (const [expression, invariant] of seen) {
      if (invariant && expression.kind === 'call' && !this.#invariants.has(expression)) {
        this.#invariants.set(expression, this.v.let(group.value(expression)));
      }
    }
  }

  /** Groups of elements from `offset` on until it reaches `end`. */
  #emitLoop(offset: Local, end: Local, access: Access): void {
    this.f.while(
      () => i32.ltU(offset.get, end.get),
      () => {
        this.#emitGroup(offset, access);
        this.f.increment(offset, i32.const(access.bytes));
      },
    );
  }

  /** One group of elements: all loads, then the values, each stored as soon as it is known. */
  #emitGroup(offset: Local, access: Access): void {
    const { f, v } = this;
    const addressOf = ({ start }: Placed): Code => i32.add(start.get, offset.get);
    const known = new Map(this.#invariants);
    for (const expression of this.#uses.keys()) {
      if (expression.kind !== 'operand') continue;
      const placed = this.#operands.get(expression.name);
      if (placed !== undefined) known.set(expression, v.let(access.load(addressOf(placed))));
    }
    const stored = new Set<ProgramOutput>();
    const group = new ElementGroup(v, this.#uses, known, (expression) => {
      for (const output of this.program.outputs) if (output.value === expression) store(output);
    });
    const store = (output: ProgramOutput): void => {
      const placed = this.#results.get(output);
      if (placed === undefined || stored.has(output)) return;
      stored.add(output);
      const accumulates = output.kind === 'row' || output.mode === 'accumulate';
      const value = accumulates
        ? group.sum(access.load(addressOf(placed)), output.value)
        : group.value(output.value);
      f.emit(access.store(addressOf(placed), value));
    };
    for (const output of this.program.outputs) store(output);
  }

  #nextRow(): void {
    const block = this.f.parameter(2).get;
    for (const { start, slot, kind } of [...this.#operands.values(), ...this.#results.values()]) {
      if (kind === 'full') this.f.increment(start, i32.load(block, slot * SLOT_BYTES + 4));
    }
  }
}

/** Writes the values of expressions for one group of elements. */
class ElementGroup {
  /** `onShared` hears of an expression with several users as soon as its value is at hand. */
  constructor(
    readonly v: VectorMath,
    readonly uses: ReadonlyMap<Expression, number>,
    readonly known: Map<Expression, Code>,
    readonly onShared: (expression: Expression) => void = () => {},
  ) {}

  /** The value of an expression: at its place of use if that is the only one, else in a local. */
  value(expression: Expression): Code {
    const present = this.known.get(expression);
    if (present !== undefined) return present;
    if (expression.kind === 'constant') return this.v.constant(expression.value);
    if (expression.kind === 'operand')
      throw new ReferenceError(`pointwise: there is no operand ${expression.name}.`);
    const code = this.#call(expression);
    if (this.uses.get(expression) === 1) return code;
    const local = this.v.let(code);
    this.known.set(expression, local);
    this.onShared(expression);
    return local;
  }

  /** `a + expression`, in one instruction where the expression is a product. */
  sum(a: Code, expression: Expression): Code {
    const product = this.#ownProduct(expression);
    if (product === undefined) return f32x4.add(a, this.value(expression));
    return this.v.madd(this.value(product[0]), this.value(product[1]), a);
  }

  /** The factors of a product that has no other user. */
  #ownProduct(expression: Expression): readonly [Expression, Expression] | undefined {
    if (expression.kind !== 'call' || expression.primitive !== 'mul') return undefined;
    if (this.uses.get(expression) !== 1 || this.known.has(expression)) return undefined;
    return [argumentOf(expression, 0), argumentOf(expression, 1)];
  }

  #call(call: Call): Code {
    const { v } = this;
    const argument = (index: number): Code => this.value(argumentOf(call, index));
    const first = argumentOf(call, 0);
    switch (call.primitive) {
      case 'add': {
        const second = argumentOf(call, 1);
        return this.#ownProduct(second) === undefined
          ? this.sum(this.value(second), first)
          : this.sum(this.value(first), second);
      }
      case 'sub': {
        const product = this.#ownProduct(argumentOf(call, 1));
        if (product === undefined) return f32x4.sub(this.value(first), argument(1));
        return v.nmadd(this.value(product[0]), this.value(product[1]), this.value(first));
      }
      case 'min':
      case 'max':
        return this.#extremum(call.primitive, first, argumentOf(call, 1));
      case 'pow': {
        const exponent = argumentOf(call, 1);
        if (exponent.kind === 'constant') return pow(v, argument(0), exponent.value);
        throw new TypeError('pow: the exponent must be a constant.');
      }
      case 'select':
        return v.select(argument(0), argument(1), argument(2));
      case 'mul':
      case 'div':
      case 'less':
      case 'lessOrEqual':
      case 'equal':
        return BINARY[call.primitive](argument(0), argument(1));
      default:
        return UNARY[call.primitive](v, argument(0));
    }
  }

  /** With a constant, one instruction that keeps a NaN of the other operand; in general, the exact but longer form. */
  #extremum(primitive: 'min' | 'max', a: Expression, b: Expression): Code {
    const [x, bound] = a.kind === 'constant' ? [b, a] : [a, b];
    const [plain, exact] = primitive === 'min' ? [f32x4.pmin, f32x4.min] : [f32x4.pmax, f32x4.max];
    const fits = bound.kind === 'constant' && !Number.isNaN(bound.value);
    return (fits ? plain : exact)(this.value(x), this.value(bound));
  }
}

const BINARY = {
  mul: f32x4.mul,
  div: f32x4.div,
  less: f32x4.lt,
  lessOrEqual: f32x4.le,
  equal: f32x4.eq,
} as const;

const UNARY: Readonly<
  Record<
    Exclude<Primitive, keyof typeof BINARY | 'add' | 'sub' | 'min' | 'max' | 'pow' | 'select'>,
    (v: VectorMath, x: Code) => Code
  >
> = {
  neg: (_, x) => f32x4.neg(x),
  abs: (_, x) => f32x4.abs(x),
  sqrt: (_, x) => f32x4.sqrt(x),
  exp,
  log,
  log1p,
  tanh,
  sigmoid,
  softplus,
  erf,
};

function argumentOf(call: Call, index: number): Expression {
  const argument = call.arguments[index];
  if (argument === undefined) throw new RangeError(`${call.primitive}: argument ${index} is missing.`);
  return argument;
}
