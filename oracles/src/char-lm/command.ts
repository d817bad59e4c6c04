import { parseArgs } from 'node:util';
import { HostError, kernels, type ProductFactory, type Variant } from '@tbptt/core';
import type { Output } from '../command.js';
import { FixtureError } from '../fixture-error.js';
import { firstLine } from '../fixture-file.js';
import { distance } from './distance.js';
import { Experiment } from './experiment.js';
import {
  OWN_RECORDING,
  type Recording,
  readRecording,
  requireSameBeginning,
  writeRecording,
} from './recording.js';
import { ALLOWED, SETTING } from './setting.js';
import { PythonError, trainInPython } from './torch-training.js';

const HELP = `Usage: pnpm oracles char-lm [options]

Trains a character model, ${SETTING.layers} LSTM layers of ${SETTING.hidden} units, on the first ${SETTING.windows} windows of Moby-Dick and compares each loss with what
PyTorch gives from the same weights on the same windows: recorded in oracles/char-lm, or by a Python of this machine.

Options:
  --python <path>    train PyTorch's model too, by a Python that has it, and compare with that and with the recording
  --record           with --python: replace the recording
  --blas             relaxed kernels, with products by the machine's BLAS
  --variant <name>   the kernels that compute: strict, relaxed or reference (slow); if not given both of the fast ones that this machine has
  -h, --help         this text

Exit code: 0 all losses are within ${ALLOWED} nats; 1 one is not, or something cannot be read or run; 2 wrong usage.`;

const VARIANTS: readonly Variant[] = ['strict', 'relaxed', 'reference'];

interface Usage {
  readonly python: string | undefined;
  readonly record: boolean;
  readonly variants: readonly Variant[];
  readonly help: boolean;
  readonly blas: boolean;
}

/** What `charLMCommand` may be given. */
interface Given {
  /** Where the recording is. */
  readonly path?: string;
  /** Computes the products of matrices if `--blas` asks for it. */
  readonly product?: ProductFactory | undefined;
}

/** Runs `pnpm oracles char-lm`; returns its exit code. */
export function charLMCommand(
  argv: readonly string[],
  output: Output,
  { path = OWN_RECORDING, product }: Given = {},
): number {
  const usage = readUsage(argv);
  if (typeof usage === 'string') {
    output.error(`oracles: ${usage} Try char-lm --help.`);
    return 2;
  }
  if (usage.help) {
    output.out(HELP);
    return 0;
  }
  try {
    const experiment = new Experiment();
    const recording = expected(experiment, usage, output, path);
    return compare(experiment, recording, usage.variants, output, usage.blas ? product : undefined);
  } catch (error) {
    const expectable =
      error instanceof FixtureError || error instanceof PythonError || error instanceof HostError;
    if (!expectable) throw error;
    output.error(`oracles: ${firstLine(error)}.`);
    return 1;
  } finally {
    kernels.use('auto');
  }
}

/** What PyTorch gives: the recording, or a run in the Python that is named. */
function expected(
  experiment: Experiment,
  { python, record }: Usage,
  output: Output,
  path: string,
): Recording {
  const live = (by: string): Recording => ({ ...experiment.digests, ...trainInPython(by, experiment.files) });
  if (python !== undefined && record) {
    const recording = live(python);
    writeRecording(path, recording);
    output.out(`PyTorch ${recording.torch}: recorded in ${path}`);
    return recording;
  }
  const recorded = readRecording(path);
  requireSameBeginning(recorded, experiment.digests);
  if (python === undefined) return recorded;
  const recording = live(python);
  const { largest } = distance(recording.single, recorded.single);
  output.out(`PyTorch ${recording.torch}: ${nats(largest)} from the recording of PyTorch ${recorded.torch}`);
  return recording;
}

function compare(
  experiment: Experiment,
  recording: Recording,
  variants: readonly Variant[],
  output: Output,
  product: ProductFactory | undefined,
): number {
  const { torch, single, double } = recording;
  output.out(
    `PyTorch ${torch}: ${nats(distance(single, double).largest)} between its single and double precision`,
  );
  let outside = 0;
  for (const variant of variants) {
    kernels.use(variant, product === undefined ? {} : { product });
    const losses = experiment.train();
    const { largest, window } = distance(losses, single);
    if (largest > ALLOWED) outside++;
    output.out(
      `${kernels.variant} kernels: ${losses.length} losses, ${losses[0]?.toFixed(4)} to ${losses.at(-1)?.toFixed(4)} nats; ` +
        `largest difference ${nats(largest)} in window ${window}, in double precision ${nats(distance(losses, double).largest)}; ` +
        (largest > ALLOWED ? `OUT OF TOLERANCE, ${ALLOWED} is allowed` : `within ${ALLOWED}`),
    );
  }
  return outside === 0 ? 0 : 1;
}

const nats = (difference: number): string => `${difference.toExponential(1)} nats`;

/** The options, or what is wrong with them. */
function readUsage(argv: readonly string[]): Usage | string {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        python: { type: 'string' },
        record: { type: 'boolean', default: false },
        blas: { type: 'boolean', default: false },
        variant: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const { python, record, variant, blas, help } = values;
    const named = VARIANTS.filter((name) => name === variant);
    if (variant !== undefined && named.length === 0)
      return `there are no kernels '${variant}'; there are ${VARIANTS.join(', ')}.`;
    if (record && python === undefined) return '--record needs --python, which trains what is recorded.';
    const fast = VARIANTS.filter((name) => name !== 'reference' && kernels.available.includes(name));
    if (blas) {
      if (variant !== undefined && variant !== 'relaxed')
        return `--blas computes beside relaxed kernels, not ${variant} ones.`;
      return { python, record, variants: ['relaxed'], help, blas };
    }
    return { python, record, variants: variant === undefined ? fast : named, help, blas };
  } catch (error) {
    return `${firstLine(error)}.`;
  }
}
