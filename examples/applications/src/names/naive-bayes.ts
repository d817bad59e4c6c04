/** A text and its class. */
export interface Example {
  readonly text: string;
  readonly label: number;
}

/**
 * Tells the class of short texts from the pieces of up to `longest` characters that are in them, as
 * if these came independently of each other: `log P(c) + Σ log P(piece | c)`, with counts to which
 * `smoothing` is added.
 */
export class NaiveBayes {
  readonly #counts: Map<string, number>[];
  readonly #totals: number[];
  readonly #priors: number[];
  readonly #known = new Set<string>();

  constructor(
    examples: readonly Example[],
    readonly classes: number,
    readonly longest: number,
    readonly smoothing: number,
  ) {
    this.#counts = Array.from({ length: classes }, () => new Map<string, number>());
    this.#totals = Array.from({ length: classes }, () => 0);
    this.#priors = Array.from({ length: classes }, () => 0);
    for (const { text, label } of examples) {
      const counts = this.#counts[label] as Map<string, number>;
      this.#priors[label] = (this.#priors[label] as number) + 1;
      for (const piece of piecesOf(text, longest)) {
        this.#known.add(piece);
        counts.set(piece, (counts.get(piece) ?? 0) + 1);
        this.#totals[label] = (this.#totals[label] as number) + 1;
      }
    }
  }

  /** The likeliest class. */
  guess(text: string): number {
    const pieces = piecesOf(text, this.longest).filter((piece) => this.#known.has(piece));
    const scores = this.#counts.map((counts, label) => {
      const all = (this.#totals[label] as number) + this.smoothing * this.#known.size;
      const logs = pieces.map((piece) => Math.log(((counts.get(piece) ?? 0) + this.smoothing) / all));
      return logs.reduce((sum, x) => sum + x, Math.log(this.#priors[label] as number));
    });
    return scores.indexOf(Math.max(...scores));
  }

  /** The share of examples whose class is guessed. */
  accuracy(examples: readonly Example[]): number {
    return examples.filter(({ text, label }) => this.guess(text) === label).length / examples.length;
  }
}

/** Every piece of up to `longest` characters, with a mark at both ends. */
function piecesOf(text: string, longest: number): readonly string[] {
  const characters = Array.from(`^${text.toLowerCase()}$`);
  return characters.flatMap((_, start) =>
    Array.from({ length: Math.min(longest, characters.length - start) }, (_, more) =>
      characters.slice(start, start + more + 1).join(''),
    ),
  );
}

/** The best of some settings on the last tenth of the examples, trained on all of them. */
export function bestNaiveBayes(examples: readonly Example[], classes: number): NaiveBayes {
  const border = Math.floor(0.9 * examples.length);
  const [training, held] = [examples.slice(0, border), examples.slice(border)];
  const settings = [2, 3, 4].flatMap((longest) =>
    [0.03, 0.1, 0.3, 1].map((smoothing) => ({ longest, smoothing })),
  );
  const tried = settings.map(({ longest, smoothing }) => ({
    longest,
    smoothing,
    reached: new NaiveBayes(training, classes, longest, smoothing).accuracy(held),
  }));
  const best = tried.reduce((a, b) => (b.reached > a.reached ? b : a));
  return new NaiveBayes(examples, classes, best.longest, best.smoothing);
}
