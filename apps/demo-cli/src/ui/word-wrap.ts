/**
 * Writes a text that comes in pieces, and breaks its lines between words. A space becomes the line
 * end, so no character is added or lost. The terminal breaks words longer than `columns`.
 */
export class WordWrap {
  #column = 0;
  #word = '';
  #spaces = '';

  constructor(
    private readonly columns: number,
    private readonly write: (text: string) => void,
  ) {}

  /** Adds the next piece. A word is written when the character after it is known. */
  add(text: string): void {
    for (const character of text) {
      if (character === '\n') {
        this.flush();
        this.write('\n');
        this.#column = 0;
      } else if (character === ' ') {
        if (this.#word !== '') this.flush();
        this.#spaces += character;
      } else {
        this.#word += character;
      }
    }
  }

  /** Writes the word that is held back. */
  flush(): void {
    const length = Array.from(this.#word).length;
    const fits = this.#column + this.#spaces.length + length <= this.columns;
    if (fits || this.#spaces === '') {
      this.write(this.#spaces + this.#word);
      this.#column += this.#spaces.length + length;
    } else {
      this.write(`${'\n'.padEnd(this.#spaces.length)}${this.#word}`);
      this.#column = this.#spaces.length - 1 + length;
    }
    this.#word = '';
    this.#spaces = '';
  }
}
