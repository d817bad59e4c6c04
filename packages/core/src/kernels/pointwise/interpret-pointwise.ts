import type { Expression, Primitive, PrimitiveRow } from '../../equation/expression.js';
import { sigmoid } from '../../equation/functions.js';
import type { OperandKind, PointwiseKernel, PointwiseProgram } from '../../equation/program.js';
import type { LinearMemory } from '../../memory/linear-memory.js';
import { SLOT } from './argument-block.js';

/** Applies a primitive to `count` elements of registers. */
type Apply = (target: Float64Array, a: Float64Array, b: Float64Array, c: Float64Array, count: number) => void;

interface Instruction {
  readonly apply: Apply;
  readonly target: Float64Array;
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly c: Float64Array;
}

/**
 * The number of elements that pass all instructions before the next ones: enough to spread the cost
 * of interpreting, and few enough to stay in the cache.
 */
const STRETCH = 64;

/**
 * Returns the kernel of a program as an interpreter. Its calls run in an order in which arguments
 * come first. Each is applied to a stretch of elements at a time, on registers of double precision.
 * It runs in either precision of the memory.
 */
export function interpretPointwise(program: PointwiseProgram, memory: LinearMemory): PointwiseKernel {
  const interpreter = new PointwiseInterpreter(program, memory);
  return { program, run: (rows, n, block, step) => interpreter.run(rows, n, block, step) };
}

/** An operand or result in memory, and the register that holds its elements. */
interface Placed {
  readonly slot: number;
  readonly register: Float64Array;
  readonly kind: OperandKind;
  readonly accumulates: boolean;
  /** The byte address of its present row, and the distance to the next. */
  start: number;
  stride: number;
}

class PointwiseInterpreter {
  readonly #registers = new Map<Expression, Float64Array>();
  readonly #instructions: Instruction[] = [];
  readonly #uniforms: { readonly slot: number; readonly register: Float64Array }[] = [];
  readonly #operands: Placed[] = [];
  readonly #results: Placed[];

  constructor(
    { name, inputs, outputs }: PointwiseProgram,
    readonly memory: LinearMemory,
  ) {
    this.#results = outputs.map(({ kind, mode, value }, index) =>
      placed(inputs.length + index, this.#register(value), kind, mode === 'accumulate'),
    );
    for (const [expression, register] of this.#registers) {
      if (expression.kind !== 'operand') continue;
      const slot = inputs.findIndex((input) => input.name === expression.name);
      const kind = inputs[slot]?.kind;
      if (kind === undefined) throw new ReferenceError(`${name}: there is no operand ${expression.name}.`);
      if (kind === 'uniform') this.#uniforms.push({ slot, register });
      else this.#operands.push(placed(slot, register, kind, false));
    }
  }

  run(rows: number, n: number, block: number, step: number): void {
    this.#readBlock(block, step);
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < n; j += STRETCH) this.#runStretch(j, Math.min(STRETCH, n - j));
      for (const operand of this.#operands) operand.start += operand.stride;
      for (const result of this.#results) result.start += result.stride;
    }
  }

  #readBlock(block: number, step: number): void {
    const { floats, ints } = this.memory;
    for (const { slot, register } of this.#uniforms) {
      register.fill(floats[this.memory.indexOf(block + slot * SLOT.bytes + SLOT.value)] as number);
    }
    for (const place of [...this.#operands, ...this.#results]) {
      const int = (offset: number): number => ints[(block + place.slot * SLOT.bytes + offset) / 4] as number;
      // An address beyond 2 GiB looks negative.
      place.start = (int(SLOT.address) >>> 0) + step * int(SLOT.timeStride);
      place.stride = place.kind === 'row' ? 0 : int(SLOT.rowStride);
    }
  }

  #runStretch(j: number, count: number): void {
    const { floats, elementBytes } = this.memory;
    for (const { start, register, kind } of this.#operands) {
      const index = start / elementBytes;
      if (kind === 'column') register.fill(floats[index] as number, 0, count);
      else for (let k = 0; k < count; k++) register[k] = floats[index + j + k] as number;
    }
    for (const { apply, target, a, b, c } of this.#instructions) apply(target, a, b, c, count);
    for (const result of this.#results) {
      if (result.kind === 'full') this.#store(result, j, count);
      else this.#addToSums(result, j, count);
    }
  }

  #store({ start, register, accumulates }: Placed, j: number, count: number): void {
    const { floats, elementBytes } = this.memory;
    const index = start / elementBytes + j;
    for (let k = 0; k < count; k++) {
      const value = register[k] as number;
      floats[index + k] = accumulates ? (floats[index + k] as number) + value : value;
    }
  }

  #addToSums({ start, register, kind }: Placed, j: number, count: number): void {
    const { doubles } = this.memory;
    for (let k = 0; k < count; k++) {
      const index = start / 8 + (kind === 'row' ? j + k : 0);
      doubles[index] = (doubles[index] as number) + (register[k] as number);
    }
  }

  /**
   * Returns the register of an expression. Its arguments get their registers, and their places in
   * the order, first.
   */
  #register(expression: Expression): Float64Array {
    const present = this.#registers.get(expression);
    if (present !== undefined) return present;
    const target = new Float64Array(STRETCH);
    if (expression.kind === 'constant') target.fill(expression.value);
    if (expression.kind === 'call') {
      const [a = target, b = a, c = a] = expression.arguments.map((argument) => this.#register(argument));
      const { primitive, row } = expression;
      this.#instructions.push({ apply: LOOPS[primitive] ?? loopOf(row), target, a, b, c });
    }
    this.#registers.set(expression, target);
    return target;
  }
}

function placed(slot: number, register: Float64Array, kind: OperandKind, accumulates: boolean): Placed {
  return { slot, register, kind, accumulates, start: 0, stride: 0 };
}

/** Loops for the primitives of cells. A call for every element costs more than most primitives. */
const LOOPS: Partial<Readonly<Record<Primitive, Apply>>> = {
  add: (target, a, b, _c, count) => {
    for (let k = 0; k < count; k++) target[k] = (a[k] as number) + (b[k] as number);
  },
  sub: (target, a, b, _c, count) => {
    for (let k = 0; k < count; k++) target[k] = (a[k] as number) - (b[k] as number);
  },
  mul: (target, a, b, _c, count) => {
    for (let k = 0; k < count; k++) target[k] = (a[k] as number) * (b[k] as number);
  },
  tanh: (target, a, _b, _c, count) => {
    for (let k = 0; k < count; k++) target[k] = Math.tanh(a[k] as number);
  },
  sigmoid: (target, a, _b, _c, count) => {
    for (let k = 0; k < count; k++) target[k] = sigmoid(a[k] as number);
  },
};

function loopOf({ value }: PrimitiveRow): Apply {
  return (target, a, b, c, count) => {
    for (let k = 0; k < count; k++) target[k] = value(a[k] as number, b[k] as number, c[k] as number);
  };
}
