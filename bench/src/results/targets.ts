/** How many times as fast as others ours is meant to be, in each case. */
export interface Targets {
  readonly plain?: number;
  /** On vectors of 256 bits. */
  readonly wide?: number;
}

/** What we want to reach beside the fastest JavaScript peer, in one run on one core, by case. */
export const JAVASCRIPT_TARGETS: Readonly<Record<string, number>> = {
  S0: 6,
  S1: 30,
  S2: 5,
  S3: 4,
  S4: 15,
  G1: 8,
  M1: 2,
  L1: 5,
  I1: 2,
};

/** What we want to reach beside PyTorch 2.13 with as many threads: by their number, by case. */
export const PYTORCH_TARGETS: Readonly<Record<number, Readonly<Record<string, Targets>>>> = {
  1: {
    S0: { plain: 12.9 },
    S1: { plain: 2.7 },
    S2: { plain: 0.69, wide: 1.16 },
    S3: { plain: 0.66, wide: 1.21 },
    S4: { plain: 0.64, wide: 1.18 },
    G1: { plain: 1.54, wide: 2.6 },
    M1: { plain: 0.76, wide: 1.32 },
    L1: { plain: 0.6 },
    X1: { plain: 47 },
  },
  2: {
    S2: { plain: 0.9, wide: 1.3 },
    S3: { plain: 0.8, wide: 1.35 },
    S4: { wide: 1.3 },
    G1: { plain: 2 },
    M1: { plain: 1, wide: 1.4 },
  },
};

/** A line that says what was wanted and whether it was reached. */
export function verdict(target: string, met: boolean): string {
  return `- Target: ${target}: ${met ? 'met' : '**missed**'}.`;
}
