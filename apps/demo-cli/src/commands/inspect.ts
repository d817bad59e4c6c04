import { kernels } from '@tbptt/core';
import { chooseUnits, type StudiedUnit } from '@tbptt/rnn/inspection';
import { type Command, InvalidArgumentError } from 'commander';
import { mobyDick, readCorpus } from '../corpus.js';
import { CliError, UsageError } from '../errors.js';
import { nameOf } from '../files/read-blocks.js';
import type { Host } from '../host.js';
import { loadModel } from '../load-model.js';
import { option, wholeNumber } from '../options.js';
import { counted } from '../ui/format.js';
import { reporterFor } from '../ui/reporter-for.js';
import { firstLane } from '../units/first-lane.js';
import { inspectionReport } from '../units/inspection-report.js';
import { studyText } from '../units/study-text.js';
import { jsonOption, modelOption, requireInputOnce, strictOption, textOption } from './common-options.js';

interface InspectFlags {
  readonly model: string;
  readonly text?: readonly string[];
  readonly unit?: Place;
  readonly units: number;
  readonly read: number;
  readonly skip: number;
  readonly length: number;
  readonly strict?: boolean;
  readonly json?: boolean;
}

/** A unit on the command line. */
interface Place {
  readonly layer: number;
  readonly unit: number;
  /** The text of the option. */
  readonly text: string;
}

const examples = `
Examples:
  $ tbptt charlm --save model.safetensors
  $ tbptt inspect --model model.safetensors
  $ tbptt inspect --model model.safetensors --text letters.txt --unit 1.37
`;

/** `tbptt inspect`: what single units of a saved model do while it reads a text. */
export function addInspect(program: Command, host: Host): void {
  program
    .command('inspect')
    .summary('show what single units of a saved model do')
    .description(
      'Reads a text with a model that "tbptt charlm --save" wrote, lists the units that are correlated most with positions, quotes, brackets and words, ' +
        'and shows the text colored by the activation of one unit. Without colors there is a line of marks below each line.',
    )
    .addOption(modelOption())
    .addOption(textOption())
    .addOption(
      option(
        '--unit <number>',
        'unit to show, or layer.unit, such as 2.37 (default: the first of the list)',
        placeOf,
      ),
    )
    .addOption(option('--units <number>', 'units to list', wholeNumber(1, 10_000), 12))
    .addOption(option('--read <characters>', 'characters to read', wholeNumber(2, 1e6), 10_000))
    .addOption(option('--skip <characters>', 'characters at the beginning to skip', wholeNumber(0, 1e12), 0))
    .addOption(option('--length <characters>', 'characters to show', wholeNumber(1, 1e5), 800))
    .addOption(strictOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (flags: InspectFlags) => {
      const { model: file, text: files = [], read, skip, length, strict = false, json = false } = flags;
      requireInputOnce([file, ...files]);
      kernels.use(strict ? 'strict' : 'auto');
      const { model, vocabulary, nGrams } = await loadModel(file, host);
      if (nGrams !== undefined) {
        throw new CliError(
          `cannot inspect the model ${nameOf(file)}: its head reads n-grams beside the units; train a model without --n-grams.`,
        );
      }
      const corpus = await (files.length === 0
        ? mobyDick({ vocabulary })
        : readCorpus(files, host, { vocabulary }));
      if (corpus.characters < skip + 3) {
        throw new CliError(
          `the text ${JSON.stringify(corpus.name)} has ${corpus.characters} characters; ${skip === 0 ? 'give one of at least 3.' : `at least 3 must follow those that --skip ${skip} passes over.`}`,
        );
      }
      const ids = firstLane(corpus.lanes(1, skip, corpus.characters), read);
      const stopped = (): boolean => host.interruption.requested;
      const study = await studyText(model, vocabulary, ids, { most: read, passage: length, stopped });
      if (stopped()) return;
      if (study === undefined) {
        throw new CliError(`the model ${nameOf(file)} gives numbers that are not finite.`);
      }
      const listed = chooseUnits(study.units, flags.units);
      const shown = flags.unit === undefined ? listed[0] : find(study.units, flags.unit);
      if (shown === undefined) throw unknownUnit(flags.unit, study.units);
      reporterFor(host, json).report(inspectionReport(study, listed, shown));
    });
}

function find(units: readonly StudiedUnit[], place: Place): StudiedUnit | undefined {
  return units.find(({ layer, unit }) => layer === place.layer && unit === place.unit);
}

function unknownUnit(place: Place | undefined, units: readonly StudiedUnit[]): UsageError {
  const layers = Math.max(...units.map(({ layer }) => layer));
  const most = Math.max(...units.map(({ unit }) => unit));
  return new UsageError(
    `option '--unit <number>' argument '${place?.text}' is invalid. The model has ${counted(layers, 'layer')} of at most ${counted(most, 'unit')}; both are counted from 1.`,
  );
}

/** Reads `37`, a unit of the first layer, or `2.37`. */
function placeOf(text: string): Place {
  const [, layer = '1', unit] = /^(?:(\d{1,6})\.)?(\d{1,6})$/.exec(text) ?? [];
  if (unit === undefined) {
    throw new InvalidArgumentError(
      'It must be the number of a unit, such as 37, or of a layer and a unit, such as 2.37.',
    );
  }
  return { layer: Number(layer), unit: Number(unit), text };
}
