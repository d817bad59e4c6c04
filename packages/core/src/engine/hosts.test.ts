/**
 * Hosts that lack a part of WebAssembly or of the language, or forbid it: everything computes, more
 * slowly.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { HostError } from '../errors.js';
import { LinearMemory } from '../memory/linear-memory.js';
import { createPages } from '../memory/pages.js';
import { availableVariants } from './variants.js';

afterEach(() => vi.unstubAllGlobals());

const forbidden = () => new WebAssembly.CompileError('forbidden');
/** A constructor that throws. */
function Forbidden(): never {
  throw forbidden();
}
const { Memory, Module, Instance } = WebAssembly;
const validate = WebAssembly.validate.bind(WebAssembly);

/** Hosts by what they have in the place of WebAssembly. */
const hosts: readonly (readonly [string, unknown])[] = [
  ['no WebAssembly', undefined],
  ['an empty WebAssembly', {}],
  ['no WebAssembly.Memory', { Module, Instance, validate }],
  ['a WebAssembly.Memory that is refused', { Memory: Forbidden, Module, Instance, validate }],
  ['no WebAssembly.validate', { Memory, Module, Instance }],
  ['a WebAssembly.validate that throws', { Memory, Module, Instance, validate: Forbidden }],
  ['a WebAssembly.validate that denies', { Memory, Module, Instance, validate: () => false }],
  ['no WebAssembly.Module', { Memory, Instance, validate }],
  ['a WebAssembly.Module that is refused', { Memory, Module: Forbidden, Instance, validate }],
  ['no WebAssembly.Instance', { Memory, Module, validate }],
  ['a WebAssembly.Instance that is refused', { Memory, Module, Instance: Forbidden, validate }],
];

/** A training step in a fresh copy of the package, as a program does that begins on this host. */
async function train() {
  vi.resetModules();
  const core = await import('../index.js');
  const model = new core.Linear(3, 2, { random: core.seeded(1) });
  const x = core.normal()([4, 3], core.seeded(2));
  const { loss } = core.differentiate(model, () => core.mean(core.square(core.tanh(model.forward(x)))));
  return { core, loss, gradient: model.weight.gradient?.toFloats() ?? [] };
}

describe.each(hosts)('a host with %s', (_, WebAssembly) => {
  test('trains with the reference kernels, and says why not with others', async () => {
    const expected = await train();
    vi.stubGlobal('WebAssembly', WebAssembly);
    vi.spyOn(console, 'warn').mockImplementation(() => {}); // of the two copies
    const { core, loss, gradient } = await train();
    expect(core.kernels.variant).toBe('reference');
    expect(core.kernels.available).toEqual(['reference']);
    expect(loss).toBeCloseTo(expected.loss, 6);
    gradient.forEach((g, i) => expect(g).toBeCloseTo(expected.gradient[i] ?? Number.NaN, 6));
    for (const variant of ['strict', 'relaxed'] as const) {
      expect(() => core.kernels.use(variant)).toThrow(core.HostError);
      expect(() => core.kernels.use(variant)).toThrow(`the ${variant} kernels need WebAssembly`);
    }
    expect(() => core.kernels.use('auto')).not.toThrow();
  });
});

test('a host without finalizers or weak references trains, and never gives memory of dropped models back', async () => {
  vi.stubGlobal('FinalizationRegistry', undefined);
  vi.stubGlobal('WeakRef', undefined);
  const { loss } = await train();
  expect(loss).toBeGreaterThan(0);
});

test('a memory that the host refuses to enlarge is an error with what is there and what is needed', () => {
  const memory = new LinearMemory('single');
  const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow').mockImplementation(() => {
    throw new RangeError('out of address space');
  });
  try {
    expect(() => memory.blocks.allocate(2 ** 26)).toThrow(HostError);
    expect(() => memory.blocks.allocate(2 ** 26)).toThrow('the host refuses to make the memory larger');
  } finally {
    grow.mockRestore();
  }
  expect(availableVariants(memory)).toContain('reference');
});

test('pages without WebAssembly keep their bytes when they grow', () => {
  vi.stubGlobal('WebAssembly', {});
  const pages = createPages(false, 1024);
  new Uint8Array(pages.buffer)[5] = 7;
  const before = pages.buffer.byteLength;
  pages.grow(3);
  expect([pages.wasm, pages.buffer.byteLength, new Uint8Array(pages.buffer)[5]]).toEqual([
    undefined,
    before + 3 * 65536,
    7,
  ]);
});

test.runIf(process.platform === 'linux')('a process with little address space trains', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tbptt-address-space-'));
  try {
    const program = join(folder, 'program.mjs');
    await build({
      stdin: {
        contents: `
          import { differentiate, kernels, Linear, seeded, sum, zeros } from './index.js';
          const model = new Linear(2, 2, { random: seeded(1) });
          differentiate(model, () => sum(model.forward(zeros([1, 2]))));
          console.log(kernels.variant);`,
        resolveDir: fileURLToPath(new URL('..', import.meta.url)),
      },
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile: program,
    });
    // Engines reserve more than this for each memory, to need no checks of bounds.
    const command = `ulimit -v 9000000 && exec "$0" "$1"`;
    const { stdout, stderr, status } = spawnSync('sh', ['-c', command, process.execPath, program], {
      encoding: 'utf8',
    });
    expect([stdout.trim(), stderr, status]).toEqual(['reference', '', 0]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
