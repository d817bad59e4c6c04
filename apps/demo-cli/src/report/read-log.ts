import { CliError } from '../errors.js';
import { nameOf } from '../files/read-blocks.js';
import type { UpdateFacts } from '../language-model/observer.js';
import { isCount, isNumber, recordOf } from '../plain-data.js';
import { type RunRecord, RunRecorder } from './run-record.js';

type Fields = Readonly<Record<string, unknown>>;

/** The lines of one process: a run, or the part of one that was resumed. */
interface Part {
  readonly lines: Fields[];
  /** The update that it was resumed after; undefined for the beginning of a run. */
  after?: number;
}

/**
 * Returns the history of the last run in a log that `tbptt charlm --log` wrote. A log that several
 * processes have added to has several runs, and runs in parts: what was done again after a run was
 * resumed counts once. A last line that was cut short is left out.
 *
 * @throws CliError if it is no such log; the message names the line.
 */
export function readLog(text: string, file: string, settings: RunRecord['settings']): RunRecord {
  const parts: Part[] = [];
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const fields = fieldsOf(line);
    if (fields === undefined) {
      if (index === lines.length - 1) break; // the process was killed while it wrote
      throw problem(file, index + 1, 'is no line of JSON with a report');
    }
    if (fields['report'] === 'data') parts.push({ lines: [] });
    const part = parts.at(-1);
    if (part === undefined) throw problem(file, index + 1, 'is not the data that a run begins with');
    if (fields['report'] === 'resumed' && isCount(fields['step'])) part.after = fields['step'];
    part.lines.push(fields);
  }
  if (parts.length === 0) throw problem(file, 1, 'is missing: the log is empty');
  return recordOfParts(lastRun(parts), settings);
}

/** The parts of the last run. */
function lastRun(parts: readonly Part[]): readonly Part[] {
  const first = parts.findLastIndex(({ after }) => after === undefined);
  return parts.slice(Math.max(0, first));
}

function recordOfParts(parts: readonly Part[], settings: RunRecord['settings']): RunRecord {
  const recorder = new RunRecorder();
  recorder.begin({ settings });
  for (const [index, { lines }] of parts.entries()) {
    const again = parts.slice(index + 1).map(({ after }) => after ?? Number.POSITIVE_INFINITY);
    const most = Math.min(...again);
    for (const fields of lines) {
      const { step } = fields;
      if (isNumber(step) && step > most && fields['report'] !== 'summary') continue;
      add(recorder, fields);
    }
  }
  return recorder.record;
}

/** Passes a line on, if it has the fields of its report. */
function add(recorder: RunRecorder, fields: Fields): void {
  const { step, text, message } = fields;
  switch (fields['report']) {
    case 'update': {
      const update = updateOf(fields);
      if (update !== undefined) recorder.updated(update);
      return;
    }
    case 'glimpse':
      if (isCount(step) && isText(text)) recorder.glimpsed({ step, text });
      return;
    case 'notice':
      if (isText(message)) recorder.notice(message);
      return;
    case 'data': {
      const [characters, symbols, trainingCharacters, validationCharacters] = counts(fields, [
        'characters',
        'symbols',
        'trainingCharacters',
        'validationCharacters',
      ]);
      if (!isText(text)) return;
      recorder.report({
        report: 'data',
        text,
        characters,
        symbols,
        trainingCharacters,
        validationCharacters,
      });
      return;
    }
    case 'validation': {
      const { bitsPerCharacter, characters } = fields;
      if (!isCount(step) || !isNumber(bitsPerCharacter) || !isCount(characters)) return;
      recorder.report({
        report: 'validation',
        step,
        bitsPerCharacter,
        characters,
        best: fields['best'] === true,
      });
      return;
    }
    case 'sample':
      if (isText(text))
        recorder.report({ report: 'sample', prime: isText(fields['prime']) ? fields['prime'] : '', text });
      return;
    case 'summary': {
      const { steps, characters, seconds, charactersPerSecond, bitsPerCharacter } = fields;
      if (!isCount(steps) || !isCount(characters) || !isNumber(seconds)) return;
      if (!isNumber(charactersPerSecond) || !isNumber(bitsPerCharacter)) return;
      const { validationBitsPerCharacter: held } = fields;
      recorder.report({
        report: 'summary',
        steps,
        characters,
        seconds,
        charactersPerSecond,
        bitsPerCharacter,
        validationBitsPerCharacter: isNumber(held) ? held : null,
        interrupted: fields['interrupted'] === true,
        exhausted: fields['exhausted'] === true,
      });
      return;
    }
    default: // the model comes from the checkpoint; the rest is not shown
  }
}

/** The numbers of an update. JSON has no NaN: a norm or a loss that is none is null. */
function updateOf(fields: Fields): UpdateFacts | undefined {
  const { step, epoch, characters, seconds, share, learningRate } = fields;
  if (!isCount(step) || !isCount(epoch) || !isCount(characters)) return undefined;
  if (!isNumber(seconds) || !isNumber(share) || !isNumber(learningRate)) return undefined;
  const [bitsPerCharacter, gradientNorm, charactersPerSecond] = [
    'bitsPerCharacter',
    'gradientNorm',
    'charactersPerSecond',
  ].map((name) => (isNumber(fields[name]) ? fields[name] : Number.NaN)) as [number, number, number];
  const measured = { bitsPerCharacter, gradientNorm, charactersPerSecond };
  return { step, epoch, characters, seconds, share, learningRate, ...measured };
}

function counts<const Names extends readonly string[]>(
  fields: Fields,
  names: Names,
): { readonly [K in keyof Names]: number } {
  return names.map((name) => (isCount(fields[name]) ? fields[name] : 0)) as { [K in keyof Names]: number };
}

function fieldsOf(line: string): Fields | undefined {
  try {
    const fields = recordOf(JSON.parse(line));
    return isText(fields['report']) ? fields : undefined;
  } catch {
    return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function problem(file: string, line: number, what: string): CliError {
  return new CliError(
    `cannot use the log ${nameOf(file)}: line ${line} ${what}; it must be written by "tbptt charlm --log".`,
  );
}
