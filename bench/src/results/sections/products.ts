import { definitionOf, expand } from '../../cases.js';
import { flopsOf } from '../../flops.js';
import { median } from '../../measure.js';
import { rounded } from '../../rounded.js';
import type { Entrant } from '../laboratory.js';
import { table, three } from '../markdown.js';
import { section } from '../section.js';
import { verdict } from '../targets.js';

const STEPS = ['S1', 'S2', 'S3', 'S4', 'G1'];
const KINDS = ['strict', 'relaxed', 'wide'] as const;
type Kind = (typeof KINDS)[number];

interface Products {
  /** GFLOP/s by kernels. */
  readonly products: readonly ({ readonly case: string } & Partial<Record<Kind, number>>)[];
  /** GFLOP/s of whole training steps, and of 64x256x1024 in the same process. */
  readonly steps: readonly { readonly case: string; readonly gflops: number; readonly peakGflops: number }[];
}

/** The products alone, and how near to them whole training steps come. */
export const products = section<Products>({
  name: 'products',
  title: 'Matrix products, and whole steps beside them',
  measure: async (lab) => {
    const rows = [];
    for (const name of expand('products')) {
      const entrants: Entrant[] = [
        { case: name, variant: 'strict' },
        { case: name, variant: 'relaxed' },
        { case: name, variant: 'relaxed', wide: true },
      ];
      const reached = await lab.turns(entrants);
      const gigaflops = flopsOf(definitionOf(name) ?? { kind: 'xor', hidden: 0 }) / 1e9;
      const figures = reached.map(({ rates, wide, variant = 'strict' }) => {
        return [wide ? 'wide' : variant, rounded(median(rates) * gigaflops)];
      });
      rows.push({ case: name, ...(Object.fromEntries(figures) as Partial<Record<Kind, number>>) });
    }
    const steps = [];
    for (const name of STEPS) {
      const { profile } = await lab.perform({
        action: 'profile',
        case: name,
        variant: 'relaxed',
        rounds: 2,
      });
      if (profile === undefined) continue;
      const { gflops, peakGflops } = profile;
      steps.push({ case: name, gflops: rounded(gflops), peakGflops: rounded(peakGflops) });
    }
    return { products: rows, steps };
  },
  render: ({ products, steps }) => [
    'GFLOP/s of our kernels; `wide` is `--wide`, vectors of 256 bits.',
    '',
    ...table([
      ['product', ...KINDS],
      ...products.map((row) => [row.case, ...KINDS.map((kind) => figure(row[kind]))]),
    ]),
    '',
    'Whole training steps (relaxed; only products count) beside the product 64x256x1024 in the same process:',
    '',
    ...table([
      ['case', 'step, GFLOP/s', 'product, GFLOP/s', 'share'],
      ...steps.map(({ case: name, gflops, peakGflops }) => [
        name,
        three(gflops),
        three(peakGflops),
        `${((100 * gflops) / peakGflops).toFixed(0)} %`,
      ]),
    ]),
    '',
    verdict(
      'relaxed 64x256x1024 at 52 GFLOP/s',
      products.some(({ case: name, relaxed = 0 }) => name === '64x256x1024' && relaxed >= 52),
    ),
    verdict(
      'S3 at 80 % of the product',
      steps.some(({ case: name, gflops, peakGflops }) => name === 'S3' && gflops >= 0.8 * peakGflops),
    ),
  ],
});

function figure(value: number | undefined): string {
  return value === undefined ? '-' : three(value);
}
