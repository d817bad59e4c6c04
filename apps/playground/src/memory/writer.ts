import type { Random } from '@tbptt/core';
import type { Vocabulary } from '@tbptt/data';
import { type CharLM, sample } from '@tbptt/rnn';

/** A text that the model wrote. */
export interface Written {
  readonly text: string;
  readonly characters: number;
  readonly bits: number;
}

/** The length of a text, and the number of texts that are kept. */
const SAMPLE = 180;
const KEPT = 5;

/** Writes texts, some characters at a time, while the model learns. */
export class Writer {
  readonly written: Written[] = [];
  #text = '';
  #last: { readonly symbol: number; readonly state: ReturnType<CharLM['initialState']> } | undefined;
  #draws: ReturnType<typeof sample<ReturnType<CharLM['initialState']>>> | undefined;

  constructor(
    readonly model: CharLM,
    readonly vocabulary: Vocabulary,
    readonly random: Random,
    private temperature: number,
    private topP: number,
  ) {}

  /** Sets how the next characters are drawn. */
  tune(temperature: number, topP: number): void {
    this.temperature = temperature;
    this.topP = topP;
    this.#draws = undefined;
  }

  write(count: number, characters: number, bits: number): void {
    for (let i = 0; i < count; i++) {
      this.#draws ??= sample(this.model, {
        random: this.random,
        temperature: this.temperature,
        topP: this.topP,
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
