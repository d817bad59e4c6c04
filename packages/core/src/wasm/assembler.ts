/**
 * A small structured assembler: functions with named locals, loops and conditions, assembled to the
 * bytes of a WebAssembly module that imports one memory. What a module computes is written with
 * `instructions.ts`.
 */
import { section, sized, unsigned, vector } from './encoding.js';
import { type Code, i32 } from './instructions.js';
import { importSection } from './shared-import.js';

/** The type of a local or a parameter. */
export type ValueType = 'i32' | 'f32' | 'f64' | 'v128';

const TYPE_CODES: Readonly<Record<ValueType, string>> = {
  i32: '\x7f',
  f32: '\x7d',
  f64: '\x7c',
  v128: '\x7b',
};

/** A local variable of a function under construction. */
export class Local {
  /** The expression that reads it. */
  readonly get: Code;
  /** The instruction that assigns what is on the stack. */
  readonly set: Code;

  constructor(
    readonly index: number,
    readonly type: ValueType,
  ) {
    const number = unsigned(index);
    this.get = `\x20${number}`;
    this.set = `\x21${number}`;
  }
}

/** The type of a function. Functions return nothing. */
export interface Signature {
  readonly parameters: readonly ValueType[];
}

/** Collects the statements of one function in the order in which they are to run. */
export class FunctionBuilder {
  readonly parameters: readonly Local[];
  readonly #locals: ValueType[] = [];
  readonly #constants = new Map<string, Local>();
  #prologue: Code = '';
  #body: Code = '';

  constructor(readonly signature: Signature) {
    this.parameters = signature.parameters.map((type, index) => new Local(index, type));
  }

  /** Returns the parameter at `index`. */
  parameter(index: number): Local {
    const local = this.parameters[index];
    if (local === undefined) throw new RangeError(`assembler: there is no parameter ${index}.`);
    return local;
  }

  /** Declares a local, which is zero at the start of the function. */
  local(type: ValueType): Local {
    this.#locals.push(type);
    return new Local(this.signature.parameters.length + this.#locals.length - 1, type);
  }

  /** Declares a local and assigns `value` to it here. */
  let(type: ValueType, value: Code): Local {
    const local = this.local(type);
    this.set(local, value);
    return local;
  }

  /** Returns a local that holds `value` throughout the function. Equal values share one local. */
  constant(type: ValueType, value: Code): Local {
    const key = `${type} ${value}`;
    let local = this.#constants.get(key);
    if (local === undefined) {
      local = this.local(type);
      this.#constants.set(key, local);
      this.#prologue += value + local.set;
    }
    return local;
  }

  /** Appends a statement. */
  emit(code: Code): void {
    this.#body += code;
  }

  /** `local = value`. */
  set(local: Local, value: Code): void {
    this.#body += value + local.set;
  }

  /** `local += step`, for an i32. */
  increment(local: Local, step: Code): void {
    this.set(local, i32.add(local.get, step));
  }

  /** Runs `body` as long as `condition`, which is evaluated before each round, is not zero. */
  while(condition: () => Code, body: () => void): void {
    // The condition is evaluated before the loop and again at the end of each round: one branch per round.
    this.if(condition(), () => this.doWhile(body, condition));
  }

  /** Runs `body` at least once, and again as long as `condition` is not zero. */
  doWhile(body: () => void, condition: () => Code): void {
    this.emit('\x03\x40');
    body();
    this.emit(`${condition()}\x0d\x00\x0b`);
  }

  /** Runs `then` if `condition` is not zero, else `otherwise`. */
  if(condition: Code, then: () => void, otherwise?: () => void): void {
    this.emit(`${condition}\x04\x40`);
    then();
    if (otherwise !== undefined) {
      this.emit('\x05');
      otherwise();
    }
    this.emit('\x0b');
  }

  /** Returns the encoded body of the function: locals, statements, end. */
  encode(): string {
    const groups: string[] = [];
    for (let i = 0; i < this.#locals.length; ) {
      const type = this.#locals[i] as ValueType;
      let end = i;
      while (this.#locals[end] === type) end++;
      groups.push(unsigned(end - i) + TYPE_CODES[type]);
      i = end;
    }
    return sized(`${vector(groups)}${this.#prologue}${this.#body}\x0b`);
  }
}

/** Collects exported functions and assembles them to a module that imports its memory as `env.memory`. */
export class ModuleBuilder {
  readonly #functions: { readonly exportName: string; readonly builder: FunctionBuilder }[] = [];

  /**
   * Adds a function that is exported under `exportName`. `build` writes its statements. Returns the
   * index that `call` requires.
   */
  function(exportName: string, signature: Signature, build: (f: FunctionBuilder) => void): number {
    const builder = new FunctionBuilder(signature);
    build(builder);
    this.#functions.push({ exportName, builder });
    return this.#functions.length - 1;
  }

  /** Returns the bytes of the module. */
  encode(): Uint8Array<ArrayBuffer> {
    const functions = this.#functions;
    const types = functions.map(
      ({ builder: { signature } }) =>
        `\x60${vector(signature.parameters.map((type) => TYPE_CODES[type]))}${vector([])}`,
    );
    const exports = functions.map(({ exportName }, index) => `${sized(exportName)}\x00${unsigned(index)}`);
    const sections = [
      section(1, vector(types)),
      importSection(`\x00${unsigned(1)}`),
      section(3, vector(functions.map((_, index) => unsigned(index)))),
      section(7, vector(exports)),
      section(10, vector(functions.map(({ builder }) => builder.encode()))),
    ];
    return bytesOf(`\0asm\x01\0\0\0${sections.join('')}`);
  }
}

/** Returns the call of the function with that index in the same module. */
export function call(functionIndex: number, ...operands: Code[]): Code {
  return `${operands.join('')}\x10${unsigned(functionIndex)}`;
}

function bytesOf(code: Code): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(code.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = code.charCodeAt(i);
  return bytes;
}
