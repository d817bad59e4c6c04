import { afterEach, expect, test, vi } from 'vitest';
import { HostError } from '../errors.js';
import { ModuleBuilder } from './assembler.js';
import { i32 } from './instructions.js';
import { linkerOf } from './linker.js';

function storing42(): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  module.function('store42', { parameters: ['i32'] }, (f) => {
    f.emit(i32.store(f.parameter(0).get, i32.const(42)));
  });
  return module.encode();
}

afterEach(() => vi.unstubAllGlobals());

test('a module works on the memory it is joined to', () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  linkerOf(memory).link(storing42(), ['store42']).store42(8);
  expect(new Int32Array(memory.buffer)[2]).toBe(42);
});

test('a function that the module does not export is named', () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  expect(() => linkerOf(memory).link(storing42(), ['store43'])).toThrow(/exports no function store43/);
});

test('a host that forbids compiling is told from a module that is wrong', () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  expect(() => linkerOf(memory).link(new Uint8Array([1, 2, 3]), [])).toThrow(WebAssembly.CompileError);
  const compile = () => {
    throw new WebAssembly.CompileError('code generation disallowed by embedder');
  };
  vi.stubGlobal('WebAssembly', {
    ...membersOf(WebAssembly),
    Module: new Proxy(WebAssembly.Module, { construct: compile }),
  });
  const other = new ModuleBuilder(); // not the module that was compiled before
  other.function('other', { parameters: [] }, () => {});
  expect(() => linkerOf(memory).link(other.encode(), ['other'])).toThrow(HostError);
});

test('modules of equal bytes are compiled once, and work on the memory of each', () => {
  const compiled = vi.spyOn(WebAssembly, 'Module');
  const module = new ModuleBuilder();
  module.function('store', { parameters: ['i32'] }, (f) => {
    f.emit(i32.store(f.parameter(0).get, i32.const(4711)));
  });
  const memories = [1, 2, 3].map(() => new WebAssembly.Memory({ initial: 1 }));
  memories.forEach((memory, i) =>
    linkerOf(memory)
      .link(module.encode(), ['store'])
      .store(4 * i),
  );
  expect(compiled).toHaveBeenCalledTimes(1);
  expect(memories.map(({ buffer }) => [...new Int32Array(buffer, 0, 3)])).toEqual([
    [4711, 0, 0],
    [0, 4711, 0],
    [0, 0, 4711],
  ]);
  compiled.mockRestore();
});

/** The members of a namespace object, which are not enumerable. */
function membersOf(namespace: object): Record<string, unknown> {
  const descriptors = Object.getOwnPropertyDescriptors(namespace);
  return Object.fromEntries(Object.entries(descriptors).map(([name, { value }]) => [name, value as unknown]));
}
