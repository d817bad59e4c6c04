import { evaluatePrimitive, sigmoid } from '../../equation/evaluate.js';
import type { Expression, Primitive } from '../../equation/expression.js';
import type { LinearMemory } from '../../memory/linear-memory.js';
import { type PointwiseKernel, type PointwiseProgram, SLOT_BYTES } from '../pointwise.js';

/** One primitive applied to registers. */
interface Instruction {
  readonly primitive: Primitive;
  readonly target: Float64Array;
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly c: Float64Array;
}

/** Elements that go through all instructions before the next: enough to spread the cost of interpreting, few enough to stay close. */
const STRETCH = 64;

/**
 * The kernel of a program as an interpreter: its calls in an order in which arguments come first, each applied to a stretch of elements at a time, on
 * registers of double precision. It runs in either precision of the memory.
 */
export function interpretPointwise(program: PointwiseProgram, memory: LinearMemory): PointwiseKernel {
  const interpreter = new PointwiseInterpreter(program, memory);
  return { program, run: (rows, n, block) => interpreter.run(rows, n, block) };
}

/** An operand or result in memory, and the register that holds its elements. */
interface Placed {
  readonly slot: number;
  readonly register: Float64Array;
  readonly advances: boolean;
  readonly accumulates: boolean;
  /** The index of its present row, and the distance to the next, in elements. */
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
    this.#results = outputs.map(({ kind, mode, value }, index) => {
      const accumulates = kind === 'row' || mode === 'accumulate';
      return placed(inputs.length + index, this.#register(value), kind, accumulates);
    });
    for (const [expression, register] of this.#registers) {
      if (expression.kind !== 'operand') continue;
      const slot = inputs.findIndex((input) => input.name === expression.name);
      const kind = inputs[slot]?.kind;
      if (kind === undefined) throw new ReferenceError(`${name}: there is no operand ${expression.name}.`);
      if (kind === 'uniform') this.#uniforms.push({ slot, register });
      else this.#operands.push(placed(slot, register, kind, false));
    }
  }

  run(rows: number, n: number, block: number): void {
    this.#readBlock(block);
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < n; j += STRETCH) this.#runStretch(j, Math.min(STRETCH, n - j));
      for (const operand of this.#operands) operand.start += operand.stride;
      for (const result of this.#results) result.start += result.stride;
    }
  }

  #readBlock(block: number): void {
    const { floats, ints, elementBytes } = this.memory;
    for (const { slot, register } of this.#uniforms) {
      register.fill(floats[this.memory.indexOf(block + slot * SLOT_BYTES)] as number);
    }
    for (const place of [...this.#operands, ...this.#results]) {
      const index = (block + place.slot * SLOT_BYTES) / 4;
      place.start = ((ints[index] as number) >>> 0) / elementBytes; // an address beyond 2 GiB looks negative
      place.stride = place.advances ? (ints[index + 1] as number) / elementBytes : 0;
    }
  }

  #runStretch(j: number, count: number): void {
    const { floats } = this.memory;
    for (const { start, register } of this.#operands) {
      for (let k = 0; k < count; k++) register[k] = floats[start + j + k] as number;
    }
    for (const instruction of this.#instructions) apply(instruction, count);
    for (const { start, register, accumulates } of this.#results) {
      for (let k = 0; k < count; k++) {
        const value = register[k] as number;
        const index = start + j + k;
        floats[index] = accumulates ? (floats[index] as number) + value : value;
      }
    }
  }

  /** The register of an expression; what it is computed from gets its registers, and its place in the order, first. */
  #register(expression: Expression): Float64Array {
    const present = this.#registers.get(expression);
    if (present !== undefined) return present;
    const target = new Float64Array(STRETCH);
    if (expression.kind === 'constant') target.fill(expression.value);
    if (expression.kind === 'call') {
      const [a = target, b = a, c = a] = expression.arguments.map((argument) => this.#register(argument));
      this.#instructions.push({ primitive: expression.primitive, target, a, b, c });
    }
    this.#registers.set(expression, target);
    return target;
  }
}

function placed(slot: number, register: Float64Array, kind: 'full' | 'row', accumulates: boolean): Placed {
  return { slot, register, advances: kind === 'full', accumulates, start: 0, stride: 0 };
}

/** What cells are made of has loops of its own: a call for every element costs more than most primitives. */
const LOOPS: Partial<Readonly<Record<Primitive, (instruction: Instruction, count: number) => void>>> = {
  add: ({ target, a, b }, count) => {
    for (let k = 0; k < count; k++) target[k] = (a[k] as number) + (b[k] as number);
  },
  sub: ({ target, a, b }, count) => {
    for (let k = 0; k < count; k++) target[k] = (a[k] as number) - (b[k] as number);
  },
  mul: ({ target, a, b }, count) => {
    for (let k = 0; k < count; k++) target[k] = (a[k] as number) * (b[k] as number);
  },
  tanh: ({ target, a }, count) => {
    for (let k = 0; k < count; k++) target[k] = Math.tanh(a[k] as number);
  },
  sigmoid: ({ target, a }, count) => {
    for (let k = 0; k < count; k++) target[k] = sigmoid(a[k] as number);
  },
};

function apply(instruction: Instruction, count: number): void {
  const { primitive, target, a, b, c } = instruction;
  const loop = LOOPS[primitive];
  if (loop !== undefined) return loop(instruction, count);
  for (let k = 0; k < count; k++) target[k] = evaluatePrimitive(primitive, a[k] as number, b[k], c[k]);
}
