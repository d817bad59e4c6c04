import { kernels } from '@tbptt/core';
import type { Command } from 'commander';
import { mobyDick, readCorpus } from '../corpus.js';
import { CliError } from '../errors.js';
import { nameOf } from '../files/read-blocks.js';
import type { Host } from '../host.js';
import { heldOutBits } from '../language-model/held-out-loss.js';
import { loadModel } from '../load-model.js';
import { option, wholeNumber } from '../options.js';
import { reporterFor } from '../ui/reporter-for.js';
import {
  jsonOption,
  modelOption,
  requireInputOnce,
  strictOption,
  textOption,
  threadsOption,
} from './common-options.js';

interface EvaluateFlags {
  readonly model: string;
  readonly text?: readonly string[];
  readonly batch: number;
  readonly window: number;
  readonly strict?: boolean;
  readonly threads: number | 'all';
  readonly json?: boolean;
}

const examples = `
Examples:
  $ tbptt charlm --text notes.txt --save notes.safetensors
  $ tbptt evaluate --model notes.safetensors --text letters.txt
  $ tbptt evaluate --model notes.safetensors --text large.txt --batch 32
`;

/** `tbptt evaluate`: how well a saved model predicts a text. */
export function addEvaluate(program: Command, host: Host): void {
  program
    .command('evaluate')
    .summary('measure how well a saved model predicts a text')
    .description(
      'Reads a text with a model that "tbptt charlm --save" wrote, and reports the mean loss of its characters in bits.',
    )
    .addOption(modelOption())
    .addOption(textOption())
    .addOption(
      option(
        '--batch <lanes>',
        'lanes of the text, read side by side, which is faster; each begins without context',
        wholeNumber(1, 4096),
        1,
      ),
    )
    .addOption(
      option(
        '--window <steps>',
        'time steps read at a time, which changes no result',
        wholeNumber(1, 4096),
        64,
      ),
    )
    .addOption(strictOption())
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (flags: EvaluateFlags) => {
      const { model: file, text: files = [], batch, window, strict = false, threads, json = false } = flags;
      requireInputOnce([file, ...files]);
      kernels.use(strict ? 'strict' : 'auto', { threads });
      const { model, vocabulary } = await loadModel(file, host);
      const corpus = await (files.length === 0
        ? mobyDick({ vocabulary })
        : readCorpus(files, host, { vocabulary }));
      const { name, characters } = corpus;
      if (characters < batch + 1) {
        throw new CliError(
          `the text ${JSON.stringify(name)} has ${characters} characters, but ${batch} lanes need ${batch + 1}; give a longer text, or a smaller --batch.`,
        );
      }
      const reporter = reporterFor(host, json);
      const lanes = corpus.lanes(batch, 0, characters);
      const result = await heldOutBits(model, lanes, window, host.interruption, (progress) =>
        reporter.validating(progress),
      );
      if (result === undefined) return;
      if (!Number.isFinite(result.bitsPerCharacter)) {
        throw new CliError(`the model ${nameOf(file)} gives no number for the text ${JSON.stringify(name)}.`);
      }
      reporter.report({ report: 'evaluation', text: name, ...result });
    });
}
