import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Random } from '@tbptt/core';
import { type Floats, gatherRows, type Indices, stratifiedSplit } from '@tbptt/data';

/** Rows and columns of an image. */
export const SIDE = 28;
/** The digits. */
export const CLASSES = 10;

/** Images `[N, 784]`, 0 for paper and 1 for ink, and the digits that they show. */
export interface Digits {
  readonly images: Floats;
  readonly labels: Indices;
}

interface DigitFile {
  readonly data: readonly number[];
}

/**
 * The 10,000 handwritten digits of the package `mnist`, of which a fifth is held out, as many of
 * each digit; or the first `perDigit` of each digit only.
 */
export function mnistDigits(
  random: Random,
  perDigit = Number.POSITIVE_INFINITY,
): { readonly training: Digits; readonly heldOut: Digits } {
  const { resolve } = createRequire(import.meta.url);
  const [pixels, labels]: [Float32Array[], number[]] = [[], []];
  for (let digit = 0; digit < CLASSES; digit++) {
    const text = readFileSync(resolve(`mnist/src/digits/${digit}.json`), 'utf8');
    const { data } = JSON.parse(text) as DigitFile;
    const count = Math.min(perDigit, data.length / SIDE ** 2);
    pixels.push(Float32Array.from(data.slice(0, count * SIDE ** 2)));
    labels.push(...Array.from({ length: count }, () => digit));
  }
  const images = { shape: [labels.length, SIDE ** 2], data: joined(pixels) };
  const all = { shape: [labels.length], data: Int32Array.from(labels) };
  const rows = stratifiedSplit(labels, { validation: 0.2, random });
  const part = (of: Int32Array): Digits => ({ images: gatherRows(images, of), labels: gatherRows(all, of) });
  return { training: part(rows.training), heldOut: part(rows.validation) };
}

/** Moves each image by up to `most` pixels up or down and to the left or right, paper coming in. */
export function shifted({ shape, data }: Floats, most: number, random: Random): Floats {
  const moved = new Float32Array(data.length);
  for (let start = 0; start < data.length; start += SIDE ** 2) {
    const [down, right] = [0, 0].map(() => Math.floor(random.float() * (2 * most + 1)) - most) as [
      number,
      number,
    ];
    for (let y = Math.max(0, down); y < Math.min(SIDE, SIDE + down); y++) {
      for (let x = Math.max(0, right); x < Math.min(SIDE, SIDE + right); x++) {
        moved[start + y * SIDE + x] = data[start + (y - down) * SIDE + x - right] as number;
      }
    }
  }
  return { shape, data: moved };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
