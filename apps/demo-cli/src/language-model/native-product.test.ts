import { kernels } from '@tbptt/core';
import { afterEach, describe, expect, test } from 'vitest';
import { reportOf, runWith, SMALL_RUN, SMALL_TEXT, TestFolder } from '../testing/run-with.js';
import { testHost } from '../testing/test-host.js';
import { nativeProduct } from './native-product.js';

const folder = new TestFolder();
afterEach(() => kernels.use('auto'));
const text = folder.file('rain.txt', SMALL_TEXT);
const product = await nativeProduct(1).catch(() => undefined);
if (product === undefined) console.log('Training with --blas is not tested: there is no BLAS.');

describe('--blas', () => {
  test.skipIf(product === undefined)('trains with the products of the library', async () => {
    const args = ['charlm', '--text', text, ...SMALL_RUN, '--json'];
    const own = await runWith(args);
    const native = await runWith([...args, '--blas']);
    expect([own.exitCode, native.exitCode, native.host.err.text]).toEqual([0, 0, '']);
    expect(reportOf(native, 'model')['kernels']).toContain(product?.label);
    const bits = [own, native].map((ran) => reportOf(ran, 'summary')['bitsPerCharacter'] as number);
    expect(Math.abs((bits[0] as number) - (bits[1] as number))).toBeLessThan(1e-5);
  });

  test('is one line where there is no such library', async () => {
    process.env['TBPTT_BLAS'] = '/nowhere/libblas.so';
    try {
      const { exitCode, host } = await runWith(
        ['charlm', '--text', text, ...SMALL_RUN, '--blas'],
        testHost(),
      );
      expect(exitCode).toBe(1);
      expect(host.err.text).toMatch(/^tbptt: --blas: blas: no BLAS .* tried \/nowhere\/libblas\.so\. .*\n$/);
    } finally {
      delete process.env['TBPTT_BLAS'];
    }
  });
});
