import { bits } from '../ui/format.js';

/**
 * Bits per character that no passage of a held-out text explains, however unlike the text that was
 * learned: a model that is sure of the wrong character loses some tens.
 */
const BEYOND_SURPRISE = 100;

/** Tells a model that learns from one that diverges. */
export class Divergence {
  /** Bits per character of guessing among the symbols. */
  readonly #guessing: number;
  /** What to do about it. */
  readonly remedy: string;

  constructor(symbols: number, learningRate: number) {
    this.#guessing = Math.log2(symbols);
    this.remedy = `give a --learning-rate smaller than ${learningRate}`;
  }

  /**
   * Whether a loss is far above that of guessing, which no passage of a text that is merely
   * surprising explains.
   */
  shows(bitsPerCharacter: number): boolean {
    return bitsPerCharacter > 2 * this.#guessing + 4;
  }

  /** Whether the loss of held-out text is, which may be unlike the text that was learned. */
  showsHeldOut(bitsPerCharacter: number): boolean {
    return !(bitsPerCharacter <= 2 * this.#guessing + BEYOND_SURPRISE);
  }

  /** Compares a loss with that of guessing, in words. */
  comparison(bitsPerCharacter: number, loss = 'the loss'): string {
    return `${loss} is ${bits(bitsPerCharacter)} bits per character, that of guessing is ${bits(this.#guessing)}`;
  }
}
