import type { Unit } from '../definition.js';
import { median } from '../measure.js';
import { rounded } from '../rounded.js';
import type { Standing } from './match.js';

/** What one system reached in a case. */
export interface Entry {
  readonly name: string;
  readonly version: string;
  readonly runtime: string;
  /** The median of its runs, in units per second. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
  readonly idiom?: string;
  readonly differs?: string;
}

/** A peer beside ours: its entry, or the reason why there is none. */
export type PeerEntry =
  | { readonly name: string; readonly unable: string }
  | (Entry & {
      /** Ours over the peer's: the median of the ratios of the rounds in which both ran. */
      readonly ratio: number;
      /** The same of ours on vectors of 256 bits, where that was measured. */
      readonly wideRatio?: number;
      /** The same of ours in further ways, by their names. */
      readonly furtherRatios?: Readonly<Record<string, number>>;
    });

/** A case on ours and on peers. */
export interface Comparison {
  readonly case: string;
  readonly unit: Unit;
  readonly ours: Entry;
  readonly wide?: Entry;
  /** Ours in further ways: with a BLAS, by several processes. */
  readonly further?: readonly Entry[];
  readonly peers: readonly PeerEntry[];
  /** The least share of the time for which a process had a processor. */
  readonly cpuShare: number;
}

export const OURS = 'tbptt';
export const OURS_WIDE = 'tbptt, wide';
export const OURS_BLAS = 'tbptt, BLAS';
export const OURS_RANKS = 'tbptt, processes';
export const OURS_RANKS_BLAS = 'tbptt, processes, BLAS';
/** The further ways in the order of their columns. */
export const FURTHER: readonly string[] = [OURS_BLAS, OURS_RANKS, OURS_RANKS_BLAS];
const ALL_OURS: readonly string[] = [OURS, OURS_WIDE, ...FURTHER];

/**
 * The result of the matches of one case, each of ours against one peer: of the peer called last in
 * its standings.
 */
export function comparisonOf(
  name: string,
  unit: Unit,
  matches: readonly (readonly Standing[])[],
): Comparison {
  const of = (standings: readonly Standing[], who: string) => standings.find((one) => one.name === who);
  const all = (who: string) => matches.flatMap((standings) => of(standings, who) ?? []);
  const ours = entryOf(all(OURS));
  if (ours === undefined) throw new RangeError(`${name}: there are no runs of ours`);
  const wide = entryOf(all(OURS_WIDE));
  const further = FURTHER.flatMap((who) => entryOf(all(who)) ?? []);
  const peers = matches.flatMap((standings): readonly PeerEntry[] => {
    const peer = standings.at(-1);
    if (peer === undefined || ALL_OURS.includes(peer.name)) return [];
    const entry = entryOf([peer]);
    if (entry === undefined) return [{ name: peer.name, unable: peer.unable ?? 'has not answered' }];
    const wideRatio = ratioOf(of(standings, OURS_WIDE), peer);
    const ratio = ratioOf(of(standings, OURS), peer);
    const ratios = FURTHER.map((who) => [who, ratioOf(of(standings, who), peer)] as const);
    const found = ratios.filter(([, each]) => !Number.isNaN(each));
    return [
      {
        ...entry,
        ratio,
        ...(Number.isNaN(wideRatio) ? {} : { wideRatio }),
        ...(found.length > 0 && { furtherRatios: Object.fromEntries(found) }),
      },
    ];
  });
  const shares = matches.flat().filter(({ rates }) => rates.length > 0);
  return {
    case: name,
    unit,
    ours,
    ...(wide === undefined ? {} : { wide }),
    ...(further.length > 0 && { further }),
    peers,
    cpuShare: rounded(Math.min(...shares.map(({ cpuShare }) => cpuShare))),
  };
}

/** The median of the ratios of two, round by round; NaN where they have no round in common. */
export function ratioOf(ours: Standing | undefined, peer: Standing): number {
  const ratios = peer.rates.flatMap((rate, round) => {
    const own = ours?.rates[round];
    return own === undefined ? [] : [own / rate];
  });
  return rounded(median(ratios));
}

function entryOf(standings: readonly Standing[]): Entry | undefined {
  const [first] = standings;
  const rates = standings.flatMap((standing) => standing.rates);
  if (first?.ready === undefined || rates.length === 0) return undefined;
  const { version, runtime, idiom, differs } = first.ready;
  return {
    name: first.name,
    version,
    runtime,
    value: rounded(median(rates)),
    min: rounded(Math.min(...rates)),
    max: rounded(Math.max(...rates)),
    runs: rates.length,
    ...(idiom === undefined ? {} : { idiom }),
    ...(differs === undefined ? {} : { differs }),
  };
}

/** The name under which a comparison is kept: with the JavaScript peers, or with PyTorch. */
export function keptName(name: string, threads?: number): string {
  return threads === undefined ? `peers/${name}` : `pytorch/${threads}/${name}`;
}
