import { createContext, runInContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { ArgumentError, FormatError } from '../../errors.js';
import { numbersOf, type Tensor, tensor } from '../../tensor/tensor.js';
import { decodeSafetensors } from './decode.js';
import { encodeSafetensors } from './encode.js';

const bytes = encodeSafetensors({ x: tensor([3], [1, 2, 3]) });
const numbersIn = (file: ArrayBufferLike | ArrayBufferView) =>
  decodeSafetensors(file).tensors['x']?.toNested();

describe('a file is read from', () => {
  test('a view, a buffer and shared memory', () => {
    const shared = new SharedArrayBuffer(bytes.length);
    new Uint8Array(shared).set(bytes);
    const files = [
      bytes,
      bytes.buffer,
      Buffer.from(bytes),
      new DataView(bytes.buffer),
      shared,
      new Uint8Array(shared),
    ];
    for (const file of files) expect(numbersIn(file)).toEqual([1, 2, 3]);
  });

  test('a view at any offset of a larger buffer', () => {
    for (let offset = 0; offset <= 8; offset++) {
      const larger = new Uint8Array(bytes.length + 16).fill(255);
      larger.set(bytes, offset);
      expect(numbersIn(larger.subarray(offset, offset + bytes.length))).toEqual([1, 2, 3]);
      expect(numbersIn(new DataView(larger.buffer, offset, bytes.length))).toEqual([1, 2, 3]);
    }
  });

  test('buffers and views of another realm', () => {
    const realm = createContext({ numbers: [...bytes] });
    for (const make of [
      'Uint8Array.from(numbers)',
      'Uint8Array.from(numbers).buffer',
      'new DataView(Uint8Array.from(numbers).buffer)',
    ]) {
      expect(numbersIn(runInContext(make, realm) as Uint8Array)).toEqual([1, 2, 3]);
    }
  });
});

test('tensors do not share memory with the file, nor with each other', () => {
  const file = encodeSafetensors({ x: tensor([1], [1]), y: tensor([1], [2]) });
  const { tensors } = decodeSafetensors(file);
  file.fill(0);
  expect([tensors['x']?.item(), tensors['y']?.item()]).toEqual([1, 2]);
  const [x, y] = Object.values(tensors) as [Tensor, Tensor];
  expect(numbersOf(x).buffer).not.toBe(numbersOf(y).buffer);
});

describe('what has no bytes is refused with the remedy:', () => {
  test.each<[what: string, value: unknown, said: string]>([
    ['a path', 'model.safetensors', "the bytes are 'model.safetensors'"],
    ['nothing', undefined, 'the bytes are undefined'],
    ['null', null, 'the bytes are null'],
    ['a promise', Promise.resolve(bytes), 'the bytes are a Promise'],
    ['a list of numbers', [...bytes], 'the bytes are an array'],
    ['a file of the browser', new Blob([bytes]), 'the bytes are a Blob'],
  ])('%s', (_what, value, said) => {
    const read = () => decodeSafetensors(value as Uint8Array);
    expect(read).toThrow(ArgumentError);
    expect(read).toThrow(`decodeSafetensors: ${said}; they must be a Uint8Array or an ArrayBuffer`);
  });

  test('a buffer that was transferred', () => {
    const copy = bytes.slice();
    structuredClone(copy.buffer, { transfer: [copy.buffer] });
    for (const gone of [copy, copy.buffer]) {
      expect(() => decodeSafetensors(gone)).toThrow(ArgumentError);
      expect(() => decodeSafetensors(gone)).toThrow('the buffer of the bytes is detached');
    }
  });

  test('an empty buffer, which is a file without a header', () => {
    expect(() => decodeSafetensors(new ArrayBuffer(0))).toThrow(FormatError);
  });
});
