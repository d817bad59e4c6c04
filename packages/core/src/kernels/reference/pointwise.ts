import { evaluatePrimitive } from '../../equation/evaluate.js';
import type { Expression, Primitive } from '../../equation/expression.js';
import type { LinearMemory } from '../../memory/linear-memory.js';
import { type PointwiseKernel, type PointwiseProgram, SLOT_BYTES } from '../pointwise.js';

/** One primitive applied to registers. */
interface Instruction {
  readonly primitive: Primitive;
  readonly target: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/**
 * The kernel of a program as an interpreter: calls in an order in which arguments come first, on registers of double precision. It
 * runs in either precision of the memory.
 */
export function interpretPointwise(program: PointwiseProgram, memory: LinearMemory): PointwiseKernel {
  const interpreter = new PointwiseInterpreter(program, memory);
  return { program, run: (rows, n, block) => interpreter.run(rows, n, block) };
}

class PointwiseInterpreter {
  readonly #registerOf = new Map<Expression, number>();
  readonly #instructions: Instruction[] = [];
  readonly #registers: Float64Array;
  /** The register of each input that is used, in the program's order; -1 if none is. */
  readonly #inputRegisters: readonly number[];
  readonly #outputRegisters: readonly number[];
  /** For each input and output: the index of its present row, and the distance to the next, in elements. */
  readonly #starts: Int32Array;
  readonly #strides: Int32Array;

  constructor(
    readonly program: PointwiseProgram,
    readonly memory: LinearMemory,
  ) {
    const { inputs, outputs } = program;
    this.#outputRegisters = outputs.map(({ value }) => this.#assign(value));
    this.#registers = new Float64Array(this.#registerOf.size);
    for (const [expression, register] of this.#registerOf) {
      if (expression.kind === 'constant') this.#registers[register] = expression.value;
    }
    const operands = new Map(
      [...this.#registerOf].map(([expression, register]) => [nameOf(expression), register] as const),
    );
    this.#inputRegisters = inputs.map(({ name }) => operands.get(name) ?? -1);
    this.#starts = new Int32Array(inputs.length + outputs.length);
    this.#strides = new Int32Array(inputs.length + outputs.length);
  }

  run(rows: number, n: number, block: number): void {
    const slots = [...this.program.inputs, ...this.program.outputs];
    const { ints, floats, elementBytes } = this.memory;
    const starts = this.#starts;
    const strides = this.#strides;
    for (const [slot, { kind }] of slots.entries()) {
      const index = (block + slot * SLOT_BYTES) / 4;
      if (kind === 'uniform') {
        const register = this.#inputRegisters[slot] as number;
        if (register >= 0)
          this.#registers[register] = floats[this.memory.indexOf(block + slot * SLOT_BYTES)] as number;
        continue;
      }
      starts[slot] = (ints[index] as number) / elementBytes;
      strides[slot] = kind === 'full' ? (ints[index + 1] as number) / elementBytes : 0;
    }
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < n; j++) this.#runElement(j);
      for (let slot = 0; slot < slots.length; slot++)
        starts[slot] = (starts[slot] as number) + (strides[slot] as number);
    }
  }

  #runElement(j: number): void {
    const { inputs, outputs } = this.program;
    const { floats } = this.memory;
    const registers = this.#registers;
    const starts = this.#starts;
    for (let i = 0; i < inputs.length; i++) {
      const register = this.#inputRegisters[i] as number;
      if (register < 0 || inputs[i]?.kind === 'uniform') continue;
      registers[register] = floats[(starts[i] as number) + j] as number;
    }
    for (const { primitive, target, a, b, c } of this.#instructions) {
      registers[target] = evaluatePrimitive(primitive, registers[a] as number, registers[b], registers[c]);
    }
    for (let i = 0; i < outputs.length; i++) {
      const output = outputs[i];
      const index = (starts[inputs.length + i] as number) + j;
      const value = registers[this.#outputRegisters[i] as number] as number;
      const accumulates = output?.kind === 'row' || output?.mode === 'accumulate';
      floats[index] = accumulates ? (floats[index] as number) + value : value;
    }
  }

  /** The register of an expression; what it is computed from gets its registers, and its place in the order, first. */
  #assign(expression: Expression): number {
    const present = this.#registerOf.get(expression);
    if (present !== undefined) return present;
    const operands =
      expression.kind === 'call' ? expression.arguments.map((argument) => this.#assign(argument)) : [];
    const target = this.#registerOf.size;
    this.#registerOf.set(expression, target);
    if (expression.kind === 'call') {
      const [a = 0, b = 0, c = 0] = operands;
      this.#instructions.push({ primitive: expression.primitive, target, a, b, c });
    }
    return target;
  }
}

function nameOf(expression: Expression): string | undefined {
  return expression.kind === 'operand' ? expression.name : undefined;
}
