import { crossEntropy, seeded } from '@tbptt/core';
import {
  decodeSafetensors,
  encodeSafetensors,
  loadStateDictionary,
  stateDictionary,
} from '@tbptt/core/files';
import { Lanes, type NGramLoss, nGramBits, Vocabulary } from '@tbptt/data';
import { adam, clipByGlobalNorm, Optimizer, rmsprop, sgd } from '@tbptt/optim';
import { CharLM, GRU, LSTM, RNN, truncatedBPTT } from '@tbptt/rnn';
import type { Job } from '../work/job.js';
import { History } from './history.js';
import { type Findings, look } from './look.js';
import { countOf, FEWEST, type ModelSettings, type WritingSettings } from './memory-settings.js';
import { Writer, type Written } from './writer.js';

/** A message to a running job. */
export type MemoryMessage =
  | ({ readonly say: 'sample' } & WritingSettings)
  | { readonly say: 'save' }
  | { readonly say: 'load'; readonly bytes: ArrayBuffer };

/** The state of a training. */
export interface MemoryReport {
  /** The number of characters that were trained on, and how many seconds that took. */
  readonly characters: number;
  readonly seconds: number;
  /** The running mean of the loss, in bits per character. */
  readonly bits: number;
  readonly history: ReturnType<History['columns']>;
  readonly references: readonly NGramLoss[];
  readonly writing: Written;
  readonly written: readonly Written[];
  /** The measurements of the network, in the reports after it was measured. */
  readonly findings?: Findings;
  /** The weights as a safetensors file, once after they were requested. */
  readonly file?: Uint8Array<ArrayBuffer>;
  readonly notice?: string;
}

/** A training: its steps, and a function that passes a message to it. */
export interface MemoryRun {
  readonly steps: Job<MemoryReport>;
  readonly tell: (message: MemoryMessage) => void;
}

const LANES = 16;
/** The share of the text that is held out, and how many of its characters are measured. */
const HELD_OUT = 0.1;
const MEASURED = 4000;
const LONGEST_NGRAM = 5;
/** The number of characters within which the next word is looked for. */
const LONGEST_WORD = 50;
/** The share of the newest loss in the running mean. */
const NEWEST = 0.05;
/** The time between two reports, and between two looks into the network, in milliseconds. */
const PACE = 60;
const LOOKING_PACE = 2500;

const cells = { LSTM, GRU, RNN } as const;
const optimizers = {
  Adam: (rate: number) => adam({ learningRate: rate }),
  RMSProp: (rate: number) => rmsprop({ learningRate: rate }),
  SGD: (rate: number) => sgd({ learningRate: rate, momentum: 0.9 }),
} as const;

/** Trains a character-level language model on a text, writes with it and looks into it. */
export function memoryJob(settings: ModelSettings & WritingSettings, text: string): MemoryRun {
  const inbox: MemoryMessage[] = [];
  return { steps: train(settings, text, inbox), tell: (message) => inbox.push(message) };
}

function* train(
  settings: ModelSettings & WritingSettings,
  text: string,
  inbox: MemoryMessage[],
): Job<MemoryReport> {
  const characters = countOf(text);
  if (characters < FEWEST) {
    throw new RangeError(
      `The text has ${characters.toLocaleString('en')} characters; it must have at least ${FEWEST.toLocaleString('en')}.`,
    );
  }
  const vocabulary = Vocabulary.of(text);
  const ids = vocabulary.encode(text);
  const share = Math.floor(ids.length * (1 - HELD_OUT));
  // The text that is held out begins with a word if a space is near, and is long enough to be measured.
  const space = ids.indexOf(vocabulary.symbols.indexOf(' '), share);
  const cut = space - share < LONGEST_WORD ? Math.max(share, space + 1) : share;
  const [seen, heldOut] = [ids.subarray(0, cut), ids.subarray(cut, cut + MEASURED)];
  const random = seeded(settings.seed);
  const { hidden, layers, k1, k2, clip, temperature, topP } = settings;
  const model = new CharLM(vocabulary.size, { hidden, layers, cell: cells[settings.cell], random });
  const optimizer = new Optimizer(model, [
    clipByGlobalNorm(clip),
    optimizers[settings.optimizer](settings.rate),
  ]);
  const stream = new Lanes(seen, { lanes: LANES });
  const writer = new Writer(model, vocabulary, seeded(settings.seed + 1), temperature, topP);
  const counting = nGramBits(seen, heldOut, { symbols: vocabulary.size, order: LONGEST_NGRAM });
  let references: readonly NGramLoss[] = [];
  const history = new History();
  let bits = Math.log2(vocabulary.size);
  let [read, milliseconds, reported, looked] = [0, 0, performance.now(), Number.NEGATIVE_INFINITY];
  const updates = truncatedBPTT(model, stream, {
    k1,
    k2,
    optimizer,
    loss: crossEntropy,
    epochs: Number.POSITIVE_INFINITY,
  });
  for (const { loss, count } of updates) {
    read += count;
    bits += (loss / Math.LN2 - bits) * NEWEST;
    if (references.length === 0) {
      const { done, value } = counting.next();
      if (done === true) references = value;
    }
    yield undefined;
    const now = performance.now();
    if (now - reported < PACE) continue;
    milliseconds += now - reported;
    const extra: { findings?: Findings; file?: Uint8Array<ArrayBuffer>; notice?: string } = {};
    for (const message of inbox.splice(0)) {
      if (message.say === 'sample') writer.tune(message.temperature, message.topP);
      else if (message.say === 'save') extra.file = save(model, vocabulary);
      else extra.notice = load(model, vocabulary, message.bytes);
    }
    if (now - looked > LOOKING_PACE) {
      extra.findings = yield* look(model, settings, heldOut, vocabulary);
      looked = performance.now();
    }
    writer.write(3, read, bits);
    history.add({ at: read, training: bits, heldOut: extra.findings?.heldOutBits ?? null });
    yield {
      characters: read,
      seconds: milliseconds / 1000,
      bits,
      history: history.columns(),
      references,
      writing: writer.writing(read, bits),
      written: writer.written,
      ...extra,
    };
    reported = performance.now(); // looking and reporting is not training
  }
}

/** Returns the weights as a file that names its symbols. */
function save(model: CharLM, vocabulary: Vocabulary): Uint8Array<ArrayBuffer> {
  return encodeSafetensors(stateDictionary(model), { vocabulary: vocabulary.symbols.join('') });
}

/** Replaces the weights by those of a file. Returns a notice: that they were loaded, or why not. */
function load(model: CharLM, vocabulary: Vocabulary, bytes: ArrayBuffer): string {
  try {
    const { tensors, metadata } = decodeSafetensors(bytes);
    const { vocabulary: symbols } = metadata;
    if (symbols !== undefined && symbols !== vocabulary.symbols.join('')) {
      throw new RangeError('its model was trained on a text of other characters. Train on that text first.');
    }
    if (!Object.values(tensors).every((tensor) => tensor.toFloats().every(Number.isFinite)))
      throw new RangeError('it has weights that are NaN or infinite.');
    loadStateDictionary(model, tensors);
    return 'The weights were loaded; training continues from them.';
  } catch (error) {
    return `The file was not loaded: ${error instanceof Error ? error.message : String(error)}`;
  }
}
