import { Engine } from '@tbptt/core';
import {
  type Address,
  currentScope,
  GeneratedKernels,
  type Kernels,
  type LinearMemory,
  type Scope,
} from '@tbptt/core/operation';

/**
 * A call of a WebAssembly function, a write of JavaScript to the memory, or a verdict: what to do,
 * with nothing left to decide.
 */
export interface Command {
  /** The name of the function or of the method of the memory, or `guard`. */
  readonly name: string;
  readonly arguments: readonly unknown[];
  readonly run: () => void;
}

const WRITES = ['write', 'writeNumber', 'writeInteger', 'writeIntegers', 'fill', 'clear', 'move'] as const;
const READS = ['view', 'copy', 'cut', 'number'] as const;
const WHOLE = ['floats', 'doubles', 'ints', 'bytes'] as const;

/** What a closure did. */
export interface Recording<R> {
  readonly result: R;
  readonly commands: readonly Command[];
  /** How often commands had to be executed, because a number was read or at the end. */
  readonly executions: number;
}

/**
 * An engine that may defer what it is told to compute: within `record` it makes a list of commands
 * and executes none. When a number is read, it executes the list, as a device to which commands are
 * sent would. After that nothing more may follow in the same step.
 */
export class RecordingEngine extends Engine {
  readonly #recorder: Recorder;

  constructor(rounding: 'strict' | 'relaxed') {
    const recorder = new Recorder();
    super({ kernels: (memory) => recorder.kernelsOver(memory, rounding) });
    this.#recorder = recorder;
  }

  /** Runs a closure with this engine in use. In the end the commands have been executed. */
  record<R>(closure: () => R): Recording<R> {
    const commands = this.#recorder.begin();
    try {
      const result = this.run(closure);
      this.#recorder.execute();
      return { result, commands, executions: this.#recorder.executions };
    } finally {
      this.#recorder.end();
    }
  }

  override guard(address: Address, fail: (value: number) => Error): void {
    this.#recorder.add('guard', [address], () => super.guard(address, fail));
  }
}

class Recorder {
  #commands: Command[] | undefined;
  /** The commands from this index on have not been executed. */
  #next = 0;
  #executing = false;
  executions = 0;
  /** The step in which the memory was read. */
  #readIn: Scope | undefined;

  begin(): readonly Command[] {
    this.#next = 0;
    this.executions = 0;
    this.#readIn = undefined;
    return (this.#commands = []);
  }

  end(): void {
    this.#commands = undefined;
  }

  add(name: string, given: readonly unknown[], run: () => void): void {
    if (this.#commands === undefined || this.#executing) return run();
    if (this.#readIn !== undefined && this.#readIn === currentScope()) {
      throw new Error(`The memory was read in the middle of a step: ${name} follows.`);
    }
    this.#commands.push({ name, arguments: given, run });
  }

  /** Executes what has not been executed. A verdict that throws ends the list. */
  execute(): void {
    if (this.#commands === undefined || this.#executing || this.#next === this.#commands.length) return;
    this.#executing = true;
    this.executions++;
    try {
      while (this.#next < this.#commands.length) this.#commands[this.#next++]?.run();
    } finally {
      this.#next = this.#commands.length;
      this.#executing = false;
    }
  }

  /** Kernels over a memory whose writes and functions become commands, and whose reads execute them. */
  kernelsOver(memory: LinearMemory, rounding: 'strict' | 'relaxed'): Kernels {
    for (const name of WRITES) {
      const method = Reflect.get(memory, name).bind(memory) as (...given: readonly unknown[]) => void;
      define(memory, name, (...given: readonly unknown[]) => {
        const now = given.map(asItIs);
        this.add(name, now, () => method(...now));
      });
    }
    for (const name of READS) {
      const method = Reflect.get(memory, name).bind(memory) as (...given: readonly unknown[]) => unknown;
      define(memory, name, (...given: readonly unknown[]) => {
        this.#read();
        return method(...given);
      });
    }
    for (const name of WHOLE) {
      const whole = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(memory), name);
      const get = () => {
        this.#read();
        return whole?.get?.call(memory) as unknown;
      };
      Object.defineProperty(memory, name, { get });
    }
    const { linker } = memory;
    define(memory, 'linker', {
      link: (bytes: Uint8Array<ArrayBuffer>, names: readonly string[]) => {
        const functions = linker?.link(bytes, names) ?? {};
        return Object.fromEntries(
          Object.entries(functions).map(([name, run]) => [
            name,
            (...given: readonly unknown[]) => {
              const numbers = given.map(Number);
              this.add(name, given, () => run(...numbers));
              return Number.NaN;
            },
          ]),
        );
      },
    });
    return new GeneratedKernels(memory, rounding);
  }

  #read(): void {
    if (this.#commands === undefined || this.#executing) return;
    this.execute();
    this.#readIn = currentScope();
  }
}

function define(memory: LinearMemory, name: string, value: unknown): void {
  Object.defineProperty(memory, name, { value });
}

/** An argument that stays what it is while the command waits. */
function asItIs(argument: unknown): unknown {
  return typeof argument === 'number' ? argument : Float64Array.from(argument as ArrayLike<number>);
}
