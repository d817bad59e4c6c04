import { kernels, seeded } from '@tbptt/core';
import { UnknownSymbolError, type Vocabulary } from '@tbptt/data';
import type { Command } from 'commander';
import { CliError, UsageError } from '../errors.js';
import { STANDARD_INPUT } from '../files/file-identity.js';
import { nameOf } from '../files/read-blocks.js';
import { readBytes } from '../files/read-bytes.js';
import type { Host } from '../host.js';
import { draw } from '../language-model/draw.js';
import { MOST_SEED } from '../limits.js';
import { loadModel } from '../load-model.js';
import { numberWithin, option, someText, wholeNumber } from '../options.js';
import { reporterFor } from '../ui/reporter-for.js';
import { jsonOption, modelOption, seedOption, strictOption } from './common-options.js';

/** The largest number of samples that are drawn at once. */
const SIDE_BY_SIDE = 16;

interface SampleFlags {
  readonly model: string;
  readonly prime?: string;
  readonly primeFile?: string;
  readonly samples: number;
  readonly stop?: string;
  readonly length: number;
  readonly temperature: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly seed: number;
  readonly strict?: boolean;
  readonly json?: boolean;
}

const examples = `
Examples:
  $ tbptt charlm --save model.safetensors
  $ tbptt sample --model model.safetensors
  $ tbptt sample --model model.safetensors --prime 'The whale' --temperature 0.7
  $ tbptt sample --model model.safetensors --top-p 0.9 --samples 3 --stop '.'
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
    .addOption(modelOption())
    .addOption(option('--prime <text>', 'text that the model reads first (default: an empty line)', someText))
    .addOption(
      option(
        '--prime-file <file>',
        'file with such a text, which is not shown, - for standard input',
        someText,
      ),
    )
    .addOption(option('--length <number>', 'number of characters to sample', wholeNumber(0, 1e9), 500))
    .addOption(
      option(
        '--samples <number>',
        'number of samples; the next one has the next seed',
        wholeNumber(1, 1e6),
        1,
      ),
    )
    .addOption(option('--stop <text>', 'text with which a sample ends', someText))
    .addOption(
      option(
        '--temperature <number>',
        'below 1 favors likely characters, above 1 unlikely ones; 0 draws the likeliest',
        numberWithin({ least: 0, most: 100 }),
        1,
      ),
    )
    .addOption(
      option(
        '--top-k <number>',
        'sample only among the k likeliest characters (default: all)',
        wholeNumber(1, 1e6),
      ),
    )
    .addOption(
      option(
        '--top-p <share>',
        'sample only among the likeliest characters that together have this probability (default: 1, all)',
        numberWithin({ above: 0, most: 1 }),
      ),
    )
    .addOption(seedOption())
    .addOption(strictOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (flags: SampleFlags) => {
      const { model: file, prime, primeFile, length, samples, seed, strict = false, json = false } = flags;
      const { temperature, topK, topP, stop } = flags;
      if (prime !== undefined && primeFile !== undefined) {
        throw new UsageError("option '--prime-file <file>' cannot be used with option '--prime <text>'.");
      }
      if (file === STANDARD_INPUT && primeFile === STANDARD_INPUT) {
        throw new UsageError(
          "options '--model <file>' and '--prime-file <file>' are both '-'; standard input can be read once.",
        );
      }
      kernels.use(strict ? 'strict' : 'auto');
      const { model, vocabulary } = await loadModel(file, host);
      if (prime !== undefined) requireKnown(prime, vocabulary);
      const read =
        prime ?? (primeFile === undefined ? undefined : await primeOf(primeFile, vocabulary, host));
      const drawing = {
        length,
        temperature,
        ...(read !== undefined && { prime: read, isSilent: prime === undefined }),
        ...(topK !== undefined && { topK }),
        ...(topP !== undefined && { topP }),
        ...(stop !== undefined && { stop }),
      };
      const reporter = reporterFor(host, json);
      const stopped = (): boolean => host.interruption.requested;
      for (let drawn = 0; drawn < samples && !stopped(); drawn += SIDE_BY_SIDE) {
        const count = Math.min(SIDE_BY_SIDE, samples - drawn);
        const random = Array.from({ length: count }, (_, i) => seeded((seed + drawn + i) % (MOST_SEED + 1)));
        await draw(model, vocabulary, { ...drawing, random }, reporter, stopped);
      }
    });
}

/** Reads a text that a model is to read first. */
async function primeOf(file: string, vocabulary: Vocabulary, host: Host): Promise<string> {
  const bytes = await readBytes(file, 'text', host);
  const text = decoded(bytes, file);
  if (text === '') throw new CliError(`the text ${nameOf(file)} is empty; there is nothing to read first.`);
  try {
    vocabulary.encode(text);
    return text;
  } catch (error) {
    if (!(error instanceof UnknownSymbolError)) throw error;
    const { symbol, position } = error.facts;
    throw new CliError(
      `the text ${nameOf(file)} has ${JSON.stringify(symbol)} at position ${position}, which the model does not know; ` +
        `it knows the ${vocabulary.size} symbols ${JSON.stringify(vocabulary.symbols.join(''))}.`,
      { cause: error },
    );
  }
}

function decoded(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new CliError(`the text ${nameOf(file)} is not UTF-8; convert it first.`, { cause: error });
  }
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
