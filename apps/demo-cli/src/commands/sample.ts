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

/** `tbptt sample`: lets a saved model write. */
export function addSample(program: Command, host: Host): void {
  program
    .command('sample')
    .summary('let a saved model write, character by character')
    .description(
      'Draws characters from a model that "tbptt charlm --save" wrote, and shows them as they are drawn.',
    )
    .addOption(option('--model <file>', 'the model file', someText).makeOptionMandatory())
    .addOption(option('--prime <text>', 'what the model reads first (default: an empty line)', someText))
    .addOption(option('--length <number>', 'how many characters to draw', wholeNumber(0, 1e9), 500))
    .addOption(
      option(
        '--temperature <number>',
        'below 1 cautious, above 1 daring, 0 always the likeliest',
        numberWithin({ least: 0, most: 100 }),
        1,
      ),
    )
    .addOption(
      option('--top-k <number>', 'draw among so many likeliest only (default: all)', wholeNumber(1, 1e6)),
    )
    .addOption(option('--seed <number>', 'where chance starts', wholeNumber(0, MOST_SEED), DEFAULTS.seed))
    .option('--strict', 'kernels that give the same bits on every machine')
    .option('--json', 'report in lines of JSON')
    .addHelpText('after', examples)
    .action(async (flags: SampleFlags) => {
      const { model: file, prime, length, temperature, topK, seed, strict = false, json = false } = flags;
      kernels.use(strict ? 'strict' : 'auto');
      const { model, vocabulary } = await loadModel(file);
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
