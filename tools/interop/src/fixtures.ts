import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Tensor } from '@tbptt/core';
import { decodeSafetensors } from '@tbptt/core/files';
import { Description } from './description.js';
import type { Tensors } from './run.js';

const folder = fileURLToPath(new URL('../fixtures', import.meta.url));
const RUN = '.run.safetensors';

/** What PyTorch wrote of one model. */
export interface Fixture {
  readonly description: Description;
  /** The description as text. */
  readonly text: string;
  /** The file of the state dictionary. */
  readonly weights: Uint8Array;
  /** The inputs x, h0, c0, where there are such. */
  readonly inputs: Tensors;
  /** The outputs y, hn, cn, where there are such. */
  readonly outputs: Readonly<Record<string, Tensor>>;
}

/** The names of all fixtures. */
export const fixtureNames: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith(RUN))
  .map((file) => file.slice(0, -RUN.length));

/** The fixture of that name. */
export function fixture(name: string): Fixture {
  const { tensors, metadata } = decodeSafetensors(readFileSync(join(folder, `${name}${RUN}`)));
  const text = metadata['model'] ?? '';
  const { x, h0, c0, ...outputs } = tensors;
  return {
    description: new Description(JSON.parse(text)),
    text,
    weights: readFileSync(join(folder, `${name}.safetensors`)),
    inputs: { x, h0, c0 },
    outputs,
  };
}
