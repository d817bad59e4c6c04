import { kernels, seeded } from '@tbptt/core';
import { UnknownSymbolError, type Vocabulary } from '@tbptt/data';
import type { Command } from 'commander';
import { loadModel } from '../checkpoint.js';
import { UsageError } from '../errors.js';
import type { Host } from '../host.js';
import { draw } from '../language-model/draw.js';
import { DEFAULTS } from '../language-model/settings.js';
import { numberWithin, option, someText, wholeNumber } from '../options.js';
import { reporterFor } from '../ui/reporter-for.js';
import { MOST_SEED } from './limits.js';

interface SampleFlags {
  readonly model: string;
  readonly prime?: string;
  readonly length: number;
  readonly temperature: number;
  readonly topK?: number;
  readonly seed: number;
  readonly strict?: boolean;
  readonly json?: boolean;
}

const examples = `
Examples:
  $ tbptt charlm --save model.safetensors
  $ tbptt sample --model model.safetensors
  $ tbptt sample --model model.safetensors --prime 'The whale' --temperature 0.7
  $ tbptt sample --model model.safetensors --top-k 5 --seed 7 --json
`;

/** `tbptt sample`: samples from a saved model. */
export function addSample(program: Command, host: Host): void {
  program
    .command('sample')
    .summary('sample from a saved model, character by character')
    .description(
      'Samples characters from a model that "tbptt charlm --save" wrote, and shows them as they are drawn.',
    )
    .addOption(option('--model <file>', 'model file, - for standard input', someText).makeOptionMandatory())
    .addOption(option('--prime <text>', 'text that the model reads first (default: an empty line)', someText))
    .addOption(option('--length <number>', 'number of characters to sample', wholeNumber(0, 1e9), 500))
    .addOption(
      option(
        '--temperature <number>',
        'below 1 likelier, above 1 less likely characters, 0 the likeliest',
        numberWithin({ least: 0, most: 100 }),
        1,
      ),
    )
    .addOption(
      option(
        '--top-k <number>',
        'sample among the k likeliest characters only (default: all)',
        wholeNumber(1, 1e6),
      ),
    )
    .addOption(option('--seed <number>', 'random seed', wholeNumber(0, MOST_SEED), DEFAULTS.seed))
    .option('--strict', 'use kernels that give the same bits on every machine')
    .option('--json', 'write reports as lines of JSON')
    .addHelpText('after', examples)
    .action(async (flags: SampleFlags) => {
      const { model: file, prime, length, temperature, topK, seed, strict = false, json = false } = flags;
      kernels.use(strict ? 'strict' : 'auto');
      const { model, vocabulary } = await loadModel(file, host);
      if (prime !== undefined) requireKnown(prime, vocabulary);
      const drawing = {
        random: seeded(seed),
        length,
        temperature,
        ...(prime === undefined ? {} : { prime }),
        ...(topK === undefined ? {} : { topK }),
      };
      await draw(model, vocabulary, drawing, reporterFor(host, json), () => host.interruption.requested);
    });
}

function requireKnown(prime: string, vocabulary: Vocabulary): void {
  try {
    vocabulary.encode(prime);
  } catch (error) {
    if (!(error instanceof UnknownSymbolError)) throw error;
    throw new UsageError(
      `option '--prime <text>' argument ${JSON.stringify(prime)} is invalid. The model does not know ${JSON.stringify(error.facts.symbol)}; ` +
        `it knows the ${vocabulary.size} symbols ${JSON.stringify(vocabulary.symbols.join(''))}.`,
      { cause: error },
    );
  }
}
