import { ArgumentError, evaluate, type Random, seeded, type Tensor } from '@tbptt/core';
import { COUNT, describe, type OptionNames, requireRange, SIZE } from '@tbptt/core/operation';
import { requireGivenOptions, requireRecurrent } from '../arguments.js';
import { beamSearch } from '../models/beam-search.js';
import { sample } from '../models/sample.js';
import { type Stop, StopRule } from '../models/stop-rule.js';
import type { SamplingRules } from '../models/symbol-probabilities.js';
import type { Sequence, UnrollableLayer } from '../recurrent.js';
import { selectLanes } from '../states/select-lanes.js';
import { AttentionDecoder, type DecoderState } from './attention-decoder.js';

/** A batch of pairs, as a model that maps sequences to sequences reads it in training. */
export interface PairBatch {
  /** The sources, vectors `[S, B, D]` or symbols `[S, B]`. */
  readonly sources: Sequence;
  /** [B] The number of steps of each source. Default: S. */
  readonly sourceLengths?: ArrayLike<number> | undefined;
  /** [T, B] The symbol before each symbol of the targets; the start symbol at the first step. */
  readonly inputs: Sequence;
  /** [B] The number of symbols of each target. Default: T. */
  readonly lengths?: ArrayLike<number> | undefined;
}

/** Options of `EncoderDecoder.generate`. */
export interface GenerateOptions extends Partial<SamplingRules> {
  /** [B] The number of steps of each source. Default: S. */
  readonly lengths?: ArrayLike<number> | undefined;
  /** The symbol that the decoder reads first. */
  readonly start: number;
  /** The endings of a text, which are not a part of the result. */
  readonly stop: Stop;
  /** The largest number of symbols of a text. */
  readonly length: number;
  /** The generator of samples. Required if the temperature is above 0. */
  readonly random?: Random;
  /** The temperature; at 0 the likeliest symbol is always taken. Default: 0. */
  readonly temperature?: number;
  /** The number of beams of a beam search, in place of sampling. Default: no beam search. */
  readonly beams?: number;
  /** See `beamSearch`. Default: 1. */
  readonly lengthPenalty?: number;
}

const NAMES: OptionNames<GenerateOptions> = {
  lengths: true,
  start: true,
  stop: true,
  length: true,
  random: true,
  temperature: true,
  topK: true,
  topP: true,
  minP: true,
  repetitionPenalty: true,
  beams: true,
  lengthPenalty: true,
};

/**
 * Maps sequences to sequences of other lengths: an encoder reads the source, a decoder that sees its
 * outputs writes the target (Sutskever et al. 2014, arXiv:1409.3215; Bahdanau et al. 2015,
 * arXiv:1409.0473). The encoder may read in both directions.
 *
 * ```ts
 * const encoder = new RecurrentModel(V, { embedding: 16, cell: bidirectional(GRU), hidden: 32, random });
 * const decoder = new AttentionDecoder(V, encoder.outputSize, { hidden: 64, cell: GRU, random });
 * const model = new EncoderDecoder(encoder, decoder);
 * optimizer.step(() => crossEntropy(model.forward({ sources, inputs }), targets));
 * ```
 */
export class EncoderDecoder {
  /** @throws ArgumentError if they are not an encoder and a decoder, or if the sizes of the keys differ */
  constructor(
    readonly encoder: UnrollableLayer,
    readonly decoder: AttentionDecoder,
  ) {
    requireRecurrent('EncoderDecoder', encoder, 'the encoder');
    const given: unknown = decoder;
    if (!(given instanceof AttentionDecoder)) {
      throw new ArgumentError(
        'EncoderDecoder',
        `the decoder is ${describe(given)}; it must be an AttentionDecoder.`,
      );
    }
    if (encoder.outputSize === given.keySize) return;
    throw new ArgumentError(
      'EncoderDecoder',
      `the outputs of the encoder have ${encoder.outputSize} numbers, but the decoder sees keys of ${given.keySize}; they must be as many.`,
    );
  }

  /** Reads sources `[S, B]`. Returns the state in which the decoder writes their targets. */
  encode(sources: Sequence, lengths?: ArrayLike<number>): DecoderState {
    const { outputs } = this.encoder.unroll(sources, undefined, lengths && { lengths });
    return this.decoder.begin(outputs, { lengths });
  }

  /**
   * Returns the logits `[T, B, V]` of the next symbols of the targets, each after the right symbols
   * before it (teacher forcing).
   */
  forward(batch: PairBatch): Tensor {
    const given: unknown = batch;
    if (typeof given !== 'object' || given === null) {
      throw new ArgumentError(
        'EncoderDecoder.forward',
        `the batch is ${describe(given)}; it must be { sources, sourceLengths, inputs, lengths }.`,
      );
    }
    const { sources, sourceLengths, inputs, lengths } = batch;
    const state = this.encode(sources, sourceLengths);
    return this.decoder.unroll(inputs, state, lengths && { lengths }).outputs;
  }

  /**
   * Writes a text for each source, where each symbol follows the symbols written so far (free
   * running): greedily, by sampling, or by beam search. Returns the symbols of each lane, without
   * the stop that ends it.
   *
   * @throws ArgumentError if an option is not valid, or if samples are drawn without a generator
   * @throws NonFiniteError if a logit is NaN or Infinity
   */
  generate(sources: Sequence, options: GenerateOptions): readonly (readonly number[])[] {
    const name = 'EncoderDecoder.generate';
    requireGivenOptions(name, options, NAMES);
    const { lengths, start, stop, length, random, temperature = 0, beams, lengthPenalty, ...rules } = options;
    requireRange(name, 'start', start, { ...COUNT, below: this.decoder.outputSize });
    const rule = new StopRule(name, stop, this.decoder.outputSize);
    requireRange(name, 'length', length, SIZE);
    if (temperature !== 0 && random === undefined) {
      throw new ArgumentError(
        name,
        'random is undefined; a temperature above 0 draws symbols, so give a seeded generator.',
      );
    }
    const state = evaluate(() => this.encode(sources, lengths));
    const [B = 0] = state.mask.shape;
    if (beams !== undefined) {
      if (temperature !== 0 || random !== undefined || Object.keys(rules).length > 0) {
        throw new ArgumentError(name, 'beams is given beside options of sampling; leave one of them out.');
      }
      return Array.from({ length: B }, (_, lane) => {
        const search = {
          prime: [start],
          length,
          beams,
          stop,
          ...(lengthPenalty !== undefined && { lengthPenalty }),
        };
        const [best] = beamSearch(this.decoder, { ...search, state: selectLanes(state, [lane]) });
        return withoutEnd(best?.symbols ?? [], start, rule);
      });
    }
    const texts = Array.from({ length: B }, (): number[] => []);
    if (B === 0) return texts;
    const drawing = { ...rules, temperature, length, stop, state, random: random ?? seeded(0) };
    const prime = texts.map(() => [start]);
    for (const { lane, symbol: drawn } of sample(this.decoder, { ...drawing, prime }))
      texts[lane]?.push(drawn);
    return texts.map((text) => withoutEnd(text, start, rule));
  }
}

function withoutEnd(text: readonly number[], start: number, rule: StopRule): readonly number[] {
  const last = text.at(-1);
  const end = last === undefined ? 0 : rule.endAt([start, ...text.slice(0, -1)], last);
  // A stop of several symbols may begin with the start symbol, which is no part of the text.
  return text.slice(0, Math.max(0, text.length - end));
}
