import { crossEntropy, type Random, seeded } from '@tbptt/core';
import {
  decodeSafetensors,
  encodeSafetensors,
  loadStateDictionary,
  stateDictionary,
} from '@tbptt/core/files';
import { Lanes, Vocabulary } from '@tbptt/data';
import { adam, clipByGlobalNorm, Optimizer, rmsprop, sgd } from '@tbptt/optim';
import {
  CharLM,
  GRU,
  gradientByLag,
  LSTM,
  RNN,
  sample,
  type TruncationError,
  truncatedBPTT,
  truncationError,
  validate,
} from '@tbptt/rnn';
import { inspectUnits } from '@tbptt/rnn/inspection';
import type { Job } from '../work/job.js';
import type { MemorySettings } from './memory-settings.js';
import { nGramBits, type Reference } from './n-gram-job.js';
import { type TellingUnit, tellingUnits } from './unit-features.js';

/** What can be said to a running job. */
export type MemoryMessage =
  | { readonly say: 'sample'; readonly temperature: number; readonly topP: number }
  | { readonly say: 'save' }
  | { readonly say: 'load'; readonly bytes: ArrayBuffer };

/** A text that the model wrote. */
export interface Written {
  readonly text: string;
  readonly characters: number;
  readonly bits: number;
}

/** How sure a gate is. */
export interface Gate {
  readonly name: string;
  /** The share of values below 0.1, and above 0.9. */
  readonly closed: number;
  readonly open: number;
}

/** What was found in the network at some time. */
export interface Findings {
  readonly heldOutBits: number;
  /** The norm of the derivative of a loss by the state 1, 2 ... steps before. */
  readonly byLag: readonly number[];
  readonly truncation: TruncationError;
  /** The steps of the window that the truncated gradient is compared with. */
  readonly longest: number;
  readonly passage: string;
  readonly units: number;
  /** `[T, H]` The outputs of the last layer after each character of the passage. */
  readonly activations: Float32Array;
  readonly telling: readonly TellingUnit[];
  readonly gates: readonly Gate[];
}

/** The state of a training. */
export interface MemoryReport {
  /** The number of characters that were trained on. */
  readonly characters: number;
  readonly bits: number;
  readonly perSecond: number;
  readonly history: {
    readonly at: readonly number[];
    readonly training: readonly number[];
    readonly heldOut: readonly (number | null)[];
  };
  readonly references: readonly Reference[];
  readonly writing: Written;
  readonly written: readonly Written[];
  readonly findings: Findings | undefined;
  /** The weights as a safetensors file, once after they were asked for. */
  readonly file?: Uint8Array<ArrayBuffer>;
  readonly notice?: string;
}

const LANES = 16;
/** The share of the text that is held out, and how many of its characters are measured. */
const HELD_OUT = 0.1;
const MEASURED = 4000;
/** How many characters of the passage are shown. */
const PASSAGE = 280;
/** How far the gradient is followed, at least. */
const LAGS = 48;
const SAMPLE = 180;
const KEPT = 5;
const LONGEST_NGRAM = 5;
/** The time between two reports, and between two findings, in milliseconds. */
const PACE = 60;
const FINDINGS_PACE = 2500;
const MOST_REMEMBERED = 400;

const cells = { LSTM, GRU, RNN } as const;
const optimizers = {
  Adam: (rate: number) => adam({ learningRate: rate }),
  RMSProp: (rate: number) => rmsprop({ learningRate: rate }),
  SGD: (rate: number) => sgd({ learningRate: rate, momentum: 0.9 }),
} as const;

/** A training: its steps, and how it is spoken to. */
export interface MemoryRun {
  readonly steps: Job<MemoryReport>;
  readonly tell: (message: MemoryMessage) => void;
}

/** The fewest characters that can be trained on. */
export const FEWEST = 2000;

/** Trains a character-level language model on a text, writes with it and looks into it. */
export function memoryJob(settings: MemorySettings, text: string): MemoryRun {
  const inbox: MemoryMessage[] = [];
  return { steps: train(settings, text, inbox), tell: (message) => inbox.push(message) };
}

function* train(settings: MemorySettings, text: string, inbox: MemoryMessage[]): Job<MemoryReport> {
  if (text.length < FEWEST) {
    throw new RangeError(`The text has ${text.length} characters; it must have at least ${FEWEST}.`);
  }
  const vocabulary = Vocabulary.of(text);
  const ids = vocabulary.encode(text);
  const share = Math.floor(ids.length * (1 - HELD_OUT));
  // The text that is held out begins with a word, where there are spaces.
  const cut = Math.max(share, ids.indexOf(vocabulary.symbols.indexOf(' '), share) + 1);
  const [seen, heldOut] = [ids.subarray(0, cut), ids.subarray(cut, cut + MEASURED)];
  const random = seeded(settings.seed);
  const { hidden, layers, k1, k2, clip } = settings;
  const model = new CharLM(vocabulary.size, { hidden, layers, cell: cells[settings.cell], random });
  const optimizer = new Optimizer(model, [
    clipByGlobalNorm(clip),
    optimizers[settings.optimizer](settings.rate),
  ]);
  const stream = new Lanes(seen, { lanes: LANES });
  const writer = new Writer(model, vocabulary, seeded(settings.seed + 1));
  const passage = vocabulary.decode(heldOut.subarray(0, PASSAGE));
  const references = nGramBits(seen, heldOut, vocabulary.size, LONGEST_NGRAM);
  let known: readonly Reference[] = [];
  let findings: Findings | undefined;
  let smooth = Math.log2(vocabulary.size);
  let [characters, before, reported, found] = [0, 0, performance.now(), Number.NEGATIVE_INFINITY];
  let perSecond = 0;
  let remembered: { at: number; training: number; heldOut: number | null }[] = [];
  let stride = 1;
  let reports = 0;
  const updates = truncatedBPTT(model, stream, {
    k1,
    k2,
    optimizer,
    loss: crossEntropy,
    epochs: Number.POSITIVE_INFINITY,
  });
  for (const { loss, count } of updates) {
    characters += count;
    smooth += (loss / Math.LN2 - smooth) * 0.05;
    if (known.length === 0) {
      const { done, value } = references.next();
      if (done === true) known = value;
    }
    yield undefined;
    const now = performance.now();
    if (now - reported < PACE) continue;
    const rate = (1000 * (characters - before)) / (now - reported);
    perSecond = perSecond === 0 ? rate : perSecond + 0.1 * (rate - perSecond);
    const extra: { file?: Uint8Array<ArrayBuffer>; notice?: string } = {};
    for (const message of inbox.splice(0)) {
      if (message.say === 'sample') writer.tune(message.temperature, message.topP);
      else if (message.say === 'save')
        extra.file = encodeSafetensors(stateDictionary(model), { vocabulary: vocabulary.symbols.join('') });
      else extra.notice = load(model, message.bytes);
    }
    const looks = now - found > FINDINGS_PACE;
    if (looks) {
      findings = look(model, settings, heldOut, passage);
      found = performance.now();
      yield undefined;
    }
    writer.write(3, characters, smooth);
    if (looks || reports++ % stride === 0) {
      remembered.push({
        at: characters,
        training: smooth,
        heldOut: looks ? (findings?.heldOutBits ?? null) : null,
      });
    }
    if (remembered.length > MOST_REMEMBERED) {
      stride *= 2;
      remembered = remembered.filter(({ heldOut }, i) => heldOut !== null || i % 2 === 0);
    }
    yield {
      characters,
      bits: smooth,
      perSecond,
      history: {
        at: remembered.map(({ at }) => at),
        training: remembered.map(({ training }) => training),
        heldOut: remembered.map((one) => one.heldOut),
      },
      references: known,
      writing: writer.writing(characters, smooth),
      written: writer.written,
      findings,
      ...extra,
    };
    reported = performance.now(); // looking and reporting is not training
    before = characters;
  }
}

/** Replaces the weights by those of a file. Returns what came of it. */
function load(model: CharLM, bytes: ArrayBuffer): string {
  try {
    loadStateDictionary(model, decodeSafetensors(bytes).tensors);
    return 'The weights were loaded; training continues from them.';
  } catch (error) {
    return `The file was not loaded: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Measures the network on the text that is held out. */
function look(model: CharLM, { k1, k2 }: MemorySettings, heldOut: Int32Array, passage: string): Findings {
  const longest = Math.max(LAGS, 2 * k2);
  const few = new Lanes(heldOut, { lanes: 8 });
  const short = new Lanes(heldOut.subarray(0, 4 * (longest + k1) + 1), { lanes: 4 });
  const { loss } = validate(model, few, { window: 50, loss: crossEntropy });
  const ids = heldOut.subarray(0, PASSAGE);
  const { layers } = inspectUnits(model, { shape: [ids.length, 1], data: ids });
  const last = layers.at(-1);
  const h = last?.states['h'];
  const units = h?.shape[2] ?? 0;
  const activations = Float32Array.from(h?.toFloats() ?? []);
  return {
    heldOutBits: loss / Math.LN2,
    byLag: [...gradientByLag(model, short, { lags: longest, loss: crossEntropy })],
    truncation: truncationError(model, short, { k1, k2, longest, loss: crossEntropy }),
    longest,
    passage,
    units,
    activations,
    telling: tellingUnits(passage, activations, units),
    gates: Object.entries(last?.gates ?? {}).flatMap(([name, { values, squashing }]): Gate[] => {
      if (squashing !== 'sigmoid') return [];
      const numbers = values.toFloats();
      const share = (is: (value: number) => boolean) => [...numbers].filter(is).length / numbers.length;
      return [{ name, closed: share((value) => value < 0.1), open: share((value) => value > 0.9) }];
    }),
  };
}

/** Writes texts, some characters at a time, with whatever the model has learned by then. */
class Writer {
  readonly written: Written[] = [];
  #text = '';
  #temperature = 0.8;
  #topP = 1;
  #last: { readonly symbol: number; readonly state: ReturnType<CharLM['initialState']> } | undefined;
  #draws: ReturnType<typeof sample<ReturnType<CharLM['initialState']>>> | undefined;

  constructor(
    readonly model: CharLM,
    readonly vocabulary: Vocabulary,
    readonly random: Random,
  ) {}

  /** The next character is drawn so. */
  tune(temperature: number, topP: number): void {
    this.#temperature = temperature;
    this.#topP = topP;
    this.#draws = undefined;
  }

  write(count: number, characters: number, bits: number): void {
    for (let i = 0; i < count; i++) {
      this.#draws ??= sample(this.model, {
        random: this.random,
        temperature: this.#temperature,
        topP: this.#topP,
        prime: [this.#last?.symbol ?? 0],
        ...(this.#last && { state: this.#last.state }),
      });
      const { value } = this.#draws.next();
      if (value === undefined) return;
      this.#last = value;
      this.#text += this.vocabulary.decode([value.symbol]);
    }
    if (this.#text.length < SAMPLE) return;
    this.written.unshift(this.writing(characters, bits));
    this.written.splice(KEPT);
    this.#text = '';
  }

  writing(characters: number, bits: number): Written {
    return { text: this.#text, characters, bits };
  }
}
