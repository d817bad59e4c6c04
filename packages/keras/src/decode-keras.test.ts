import { FormatError, HostError } from '@tbptt/core';
import { expect, test, vi } from 'vitest';
import { decodeKeras } from './decode-keras.js';

const HDF5 = Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a);
const opened = vi.hoisted(() => ({ error: new Error('not an HDF5 file') }));

vi.mock('h5wasm', async (original) => ({
  ...(await original<object>()),
  File: function File() {
    throw opened.error;
  },
}));

test('a library that has crashed on a damaged file is not used again', async () => {
  for (let i = 0; i < 2; i++) await expect(decodeKeras(HDF5)).rejects.toThrow(FormatError);
  opened.error = new WebAssembly.RuntimeError('memory access out of bounds');
  await expect(decodeKeras(HDF5)).rejects.toThrow('the HDF5 file is damaged');
  opened.error = new Error('not an HDF5 file');
  await expect(decodeKeras(HDF5)).rejects.toThrow(HostError);
  await expect(decodeKeras(HDF5)).rejects.toMatchObject({
    cause: expect.any(WebAssembly.RuntimeError) as Error,
  });
  await expect(decodeKeras(new Uint8Array(8))).rejects.toThrow(FormatError);
});
