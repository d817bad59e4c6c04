import { afterEach, expect, test, vi } from 'vitest';
import { HostError } from '../errors.js';
import { ModuleBuilder } from './assembler.js';
import { instantiate } from './instantiate.js';
import { i32 } from './instructions.js';

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
  instantiate(storing42(), memory, ['store42']).store42(8);
  expect(new Int32Array(memory.buffer)[2]).toBe(42);
});

test('a function that the module does not export is named', () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  expect(() => instantiate(storing42(), memory, ['store43'])).toThrow(/exports no function store43/);
});

test('a host that forbids compiling is told from a module that is wrong', () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  expect(() => instantiate(new Uint8Array([1, 2, 3]), memory, [])).toThrow(WebAssembly.CompileError);
  const compile = () => {
    throw new WebAssembly.CompileError('code generation disallowed by embedder');
  };
  vi.stubGlobal('WebAssembly', {
    ...membersOf(WebAssembly),
    Module: new Proxy(WebAssembly.Module, { construct: compile }),
  });
  expect(() => instantiate(storing42(), memory, ['store42'])).toThrow(HostError);
});

/** The members of a namespace object, which are not enumerable. */
function membersOf(namespace: object): Record<string, unknown> {
  const descriptors = Object.getOwnPropertyDescriptors(namespace);
  return Object.fromEntries(Object.entries(descriptors).map(([name, { value }]) => [name, value as unknown]));
}
