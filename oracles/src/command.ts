import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { HostError, kernels, type ProductFactory, type Variant } from '@tbptt/core';
import { FixtureError } from './fixture-error.js';
import { firstLine, fixturePaths, readFixtureFile } from './fixture-file.js';
import { jsonOf, linesOf, totalLine, totalsOf } from './report.js';
import { runFile } from './run-file.js';

/** Where a command writes, line by line. */
export interface Output {
  out(line: string): void;
  error(line: string): void;
}

/** The fixtures of this project: beside `src` and `dist`. */
export const OWN_FIXTURES = fileURLToPath(new URL('../fixtures', import.meta.url));

const VARIANTS: readonly Variant[] = ['relaxed', 'strict', 'reference'];

const HELP = `Usage: pnpm oracles [folder] [options]
       pnpm oracles char-lm [options]   a training run beside PyTorch's, see char-lm --help

Runs every case of every *.json file in a folder of recorded results (our own fixtures if none is named) and compares
what our packages give with what was recorded. See oracles/README.md.

Options:
  --json             one JSON line for each operation and file, and one for the total
  --blas             products by the machine's BLAS, of all sizes
  --variant <name>   the kernels that compute: ${VARIANTS.join(', ')}; the fastest that this machine has if not given
  -h, --help         this text

Exit code: 0 all compared cases are within tolerance; 1 one is not, or something cannot be read; 2 wrong usage.`;

/**
 * Runs the command; returns its exit code. `product` computes the products of matrices if `--blas`
 * asks for it.
 */
export function command(argv: readonly string[], output: Output, product?: ProductFactory): number {
  const usage = readUsage(argv);
  if (typeof usage === 'string') {
    output.error(`oracles: ${usage} Try --help.`);
    return 2;
  }
  if (usage.help) {
    output.out(HELP);
    return 0;
  }
  try {
    kernels.use(usage.variant, usage.blas && product !== undefined ? { product } : {});
    return compareFolder(usage.folder, usage.json, output);
  } catch (error) {
    if (!(error instanceof FixtureError || error instanceof HostError)) throw error;
    output.error(`oracles: ${firstLine(error)}.`);
    return 1;
  } finally {
    kernels.use('auto');
  }
}

function compareFolder(folder: string, json: boolean, output: Output): number {
  const files = fixturePaths(folder).map(readFixtureFile);
  const outcomes = files.flatMap(runFile);
  const totals = totalsOf(outcomes);
  if (json) {
    for (const outcome of outcomes) output.out(JSON.stringify(jsonOf(outcome)));
    output.out(JSON.stringify({ total: { ...totals, variant: kernels.variant } }));
  } else {
    for (const line of linesOf(outcomes)) output.out(line);
    output.out(`${totalLine(totals)} (${kernels.variant} kernels)`);
  }
  return totals.failed === 0 ? 0 : 1;
}

interface Usage {
  readonly folder: string;
  readonly json: boolean;
  readonly help: boolean;
  readonly blas: boolean;
  readonly variant: Variant | 'auto';
}

/** The options, or what is wrong with them. */
function readUsage(argv: readonly string[]): Usage | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        blas: { type: 'boolean', default: false },
        variant: { type: 'string', default: 'auto' },
      },
    });
    const variant = ([...VARIANTS, 'auto'] as const).find((name) => name === values.variant);
    if (variant === undefined)
      return `there are no kernels '${values.variant}'; there are ${VARIANTS.join(', ')}.`;
    if (values.blas && variant !== 'auto' && variant !== 'relaxed')
      return `--blas computes beside relaxed kernels, not ${variant} ones.`;
    if (positionals.length > 1) return `at most one folder, not ${positionals.join(', ')}.`;
    return {
      folder: positionals[0] ?? OWN_FIXTURES,
      json: values.json,
      help: values.help,
      blas: values.blas,
      variant,
    };
  } catch (error) {
    return `${firstLine(error)}.`;
  }
}
