/** What we write is read by PyTorch, and gives our outputs there: `check.py` compares. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  add,
  differentiate,
  indices,
  mean,
  normal,
  parametersOf,
  type Random,
  seeded,
  square,
  type Tensor,
} from '@tbptt/core';
import { encodeSafetensors, toTorch } from '@tbptt/core/files';
import { afterAll, expect, test } from 'vitest';
import { findPython } from './find-python.js';
import { type Fixture, fixture, fixtureNames } from './fixtures.js';
import { modelOf } from './model-of.js';
import type { Run, Tensors } from './run.js';

const script = fileURLToPath(new URL('../check.py', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'interop-'));
afterAll(() => rmSync(folder, { recursive: true }));

const python = findPython();
const obstacle = 'there is no Python with PyTorch; TBPTT_PYTHON may name one';
if (python === undefined) console.warn(`The tests of what PyTorch reads are skipped: ${obstacle}.`);

/** Takes every parameter away from where it started, and lets running statistics take in what they see. */
function stir(model: object, run: Run, inputs: Tensors, random: Random): void {
  for (const parameter of parametersOf(model).values()) {
    parameter.assign(add(parameter, normal(0.1)(parameter.shape, random)));
  }
  for (let step = 0; step < 3; step++) {
    differentiate(model, () => mean(square(run(inputs)['y'] as Tensor)));
  }
}

/** Writes a model of ours and what it gives for the inputs of a fixture. */
function write(name: string, { description, text, inputs }: Fixture): void {
  const random = seeded(7);
  const { model, run } = modelOf(description, random);
  stir(model, run, inputs, random);
  const symbols = ['Embedding', 'Tied', 'CharLM'].includes(description.module);
  const given = Object.entries(inputs).flatMap(([key, tensor]) => (tensor ? [[key, tensor] as const] : []));
  const recorded = given.map(
    ([key, tensor]) => [key, symbols ? indices(tensor.shape, tensor.toFloats()) : tensor] as const,
  );
  const outputs = Object.entries(run(inputs)) as [string, Tensor][];
  writeFileSync(join(folder, `${name}.safetensors`), encodeSafetensors(toTorch(model)));
  writeFileSync(
    join(folder, `${name}.run.safetensors`),
    encodeSafetensors(Object.fromEntries([...recorded, ...outputs]), { model: text }),
  );
}

test('our models give our outputs in PyTorch', { timeout: 120_000 }, (context) => {
  if (python === undefined) return context.skip(obstacle);
  for (const name of fixtureNames) write(name, fixture(name));
  const { status, stdout, stderr } = spawnSync(python, [script, folder], { encoding: 'utf8' });
  expect(stderr + stdout).not.toContain('WRONG');
  expect(status).toBe(0);
  expect(stdout).toContain(`${fixtureNames.length} models`);
});
