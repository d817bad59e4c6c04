import { kernels } from '@tbptt/core';
import type { Command } from 'commander';
import type { Host } from '../host.js';
import { option, wholeNumber } from '../options.js';
import { reporterFor } from '../ui/reporter-for.js';
import { learnXor } from '../xor/learn-xor.js';
import { jsonOption, seedOption, strictOption } from './common-options.js';

interface XorFlags {
  readonly steps: number;
  readonly seed: number;
  readonly strict?: boolean;
  readonly json?: boolean;
}

/** A number of updates that suffices for nearly every seed. */
export const XOR_STEPS = 300;

const examples = `
Examples:
  $ tbptt xor
  $ tbptt xor --seed 7 --steps 1000
`;

/** `tbptt xor`: trains a small network on XOR. */
export function addXor(program: Command, host: Host): void {
  program
    .command('xor')
    .summary('train a small network on XOR and print its truth table')
    .description('Trains a network of 2, 8 and 1 units on XOR and prints its truth table.')
    .addOption(option('--steps <number>', 'number of updates', wholeNumber(1, 1e9), XOR_STEPS))
    .addOption(seedOption())
    .addOption(strictOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async ({ steps, seed, strict = false, json = false }: XorFlags) => {
      kernels.use(strict ? 'strict' : 'auto');
      await learnXor({ steps, seed }, host, reporterFor(host, json));
    });
}
