/** Options that mean the same in several commands. */
import { Option } from 'commander';
import { UsageError } from '../errors.js';
import { STANDARD_INPUT } from '../files/file-identity.js';
import { DEFAULTS } from '../language-model/settings.js';
import { MOST_SEED } from '../limits.js';
import { option, severalTexts, someText, threadCount, wholeNumber } from '../options.js';

/** `--model <file>`, the model that a command reads. */
export function modelOption(): Option {
  return option(
    '--model <file>',
    'model file or folder, - for standard input',
    someText,
  ).makeOptionMandatory();
}

/** `--text <file>`, the text that a command reads. */
export function textOption(): Option {
  return severalTexts(
    'the text in UTF-8, - for standard input; may be given several times (default: Moby-Dick)',
  );
}

/** `--seed <number>`, from which a command draws its random numbers. */
export function seedOption(): Option {
  return option('--seed <number>', 'random seed', wholeNumber(0, MOST_SEED), DEFAULTS.seed);
}

/** `--strict`: only kernels that give the same bits on every machine. */
export function strictOption(): Option {
  return new Option('--strict', 'use kernels that give the same bits on every machine');
}

/** `--threads <number>`. */
export function threadsOption(): Option {
  return option(
    '--threads <number>',
    'threads that compute, or "all" for one on each processor',
    threadCount,
    DEFAULTS.threads,
  );
}

/** `--json`: reports for programs. */
export function jsonOption(): Option {
  return new Option('--json', 'write reports as lines of JSON');
}

/** @throws UsageError if standard input is to be read as more than one of the files. */
export function requireInputOnce(files: readonly string[]): void {
  if (files.filter((name) => name === STANDARD_INPUT).length < 2) return;
  throw new UsageError("two of the files are '-'; standard input can be read once.");
}
