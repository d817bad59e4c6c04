import { NonFiniteError, seeded } from '@tbptt/core';
import type { Vocabulary } from '@tbptt/data';
import { type CharLM, sample } from '@tbptt/rnn';
import { beginning } from './draw.js';

/** The shares of the budget after which a text is drawn: the model changes most in the beginning. */
const SHARES = [0, 0.003, 0.01, 0.03, 0.1, 0.2, 0.4, 0.7];

const LENGTH = 160; // characters

/** The texts that a model writes while it is trained, each from the same seed. */
export class Glimpses {
  readonly #model: CharLM;
  readonly #vocabulary: Vocabulary;
  readonly #seed: number;
  #next = 0;

  constructor(run: {
    readonly model: CharLM;
    readonly text: { readonly vocabulary: Vocabulary };
    readonly settings: { readonly seed: number };
  }) {
    this.#model = run.model;
    this.#vocabulary = run.text.vocabulary;
    this.#seed = run.settings.seed;
  }

  /** Whether it is time for the next one. */
  isDue(share: number): boolean {
    const passed = SHARES.filter((limit) => share >= limit).length;
    if (passed <= this.#next) return false;
    this.#next = passed;
    return true;
  }

  /** Returns what the model writes now; nothing if its numbers are not finite. */
  draw(): string {
    const ids: number[] = [];
    const prime = this.#vocabulary.encode(beginning(this.#vocabulary));
    try {
      const drawn = sample(this.#model, { prime, length: LENGTH, random: seeded(this.#seed) });
      for (const { symbol } of drawn) ids.push(symbol);
    } catch (error) {
      if (!(error instanceof NonFiniteError)) throw error;
    }
    return this.#vocabulary.decode(ids);
  }
}
