/** How many times as fast as others ours is meant to be, in each case. */
export interface Targets {
  readonly pytorch: number;
  /** On vectors of 256 bits. */
  readonly pytorchWide?: number;
  /** Against the fastest JavaScript peer. */
  readonly javascript?: number;
}

/** What we want to reach, in one run on one core, by case. */
export const TARGETS: Readonly<Record<string, Targets>> = {
  S0: { pytorch: 2, javascript: 6 },
  S1: { pytorch: 3, javascript: 30 },
  S2: { pytorch: 0.5, pytorchWide: 0.68, javascript: 5 },
  S3: { pytorch: 0.52, pytorchWide: 0.72, javascript: 4 },
  S4: { pytorch: 0.48, pytorchWide: 0.62, javascript: 15 },
  G1: { pytorch: 1, javascript: 8 },
  M1: { pytorch: 1, javascript: 2 },
  X1: { pytorch: 10 },
  I1: { pytorch: 2, javascript: 2 },
};

/** A line that says what was wanted and whether it was reached. */
export function verdict(target: string, met: boolean): string {
  return `- Target: ${target}: ${met ? 'met' : '**missed**'}.`;
}
