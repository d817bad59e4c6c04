import { engine } from '@tbptt/core/operation';
import { type Definition, SYMBOLS } from '../definition.js';
import { flopsOf } from '../flops.js';
import { type MeasureOptions, measure, median } from '../measure.js';
import { product } from '../ours/product.js';
import type { Workload } from '../workload.js';
import { PARTS, type Part, type Profile } from './profile.js';
import { ProfiledKernels } from './profiled-kernels.js';

/** What the speed of products is compared with. */
const PEAK = { kind: 'product', rows: 64, depth: 256, columns: 1024, transposedLeft: false } as const;

/**
 * Takes the training step of a case apart, by a clock around every call of a kernel; undefined for
 * what is no training of a language model. `plainRates` are the steps per second without clocks.
 */
export function profileOf(
  name: string,
  definition: Definition,
  workload: Workload,
  plainRates: readonly number[],
  { rounds, seconds }: MeasureOptions,
): Profile | undefined {
  if (definition.kind !== 'language model') return undefined;
  const { lanes, window, cell } = definition;
  const current = engine();
  const { kernels } = current;
  const profiled = new ProfiledKernels(kernels, { lanes, window, symbols: SYMBOLS }, cell);
  const step = (): void => {
    profiled.beginStep();
    workload.run();
  };
  let steps = 0;
  let milliseconds = 0;
  current.use(profiled);
  try {
    step(); // compiles the clocks
    profiled.spent.clear();
    const start = performance.now();
    do {
      step();
      steps++;
      milliseconds = performance.now() - start;
    } while (milliseconds < 1000 * rounds * seconds);
  } finally {
    current.use(kernels);
  }
  const perSecond = median(plainRates);
  const [peak = Number.NaN] = measure(product(PEAK), { rounds: 1, seconds });
  return {
    case: name,
    variant: kernels.variant,
    node: process.version,
    steps,
    milliseconds: milliseconds / steps,
    plainMilliseconds: 1000 / perSecond,
    gflops: (flopsOf(definition) * workload.size * perSecond) / 1e9,
    peakGflops: (peak * flopsOf(PEAK)) / 1e9,
    parts: partsOf(profiled, milliseconds, steps),
  };
}

function partsOf({ spent }: ProfiledKernels, milliseconds: number, steps: number): readonly Part[] {
  const inKernels = [...spent.values()].reduce((sum, part) => sum + part.milliseconds, 0);
  return PARTS.flatMap((name): Part[] => {
    if (name === 'rest') return [{ name, milliseconds: (milliseconds - inKernels) / steps, calls: 0 }];
    const part = spent.get(name);
    if (part === undefined) return [];
    const common = { name, milliseconds: part.milliseconds / steps, calls: part.calls / steps };
    return [part.flops === 0 ? common : { ...common, gflops: part.flops / part.milliseconds / 1e6 }];
  });
}
