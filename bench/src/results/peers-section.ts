import { definitionOf } from '../cases.js';
import { flopsOf } from '../flops.js';
import { BY_HAND, PEER_NAMES, PYTORCH } from '../peers/catalog.js';
import { COMPARED } from '../peers/compare.js';
import type { Comparison, PeerEntry } from '../peers/comparison.js';
import type { Kept } from './keep.js';
import { table, three } from './markdown.js';
import type { Read } from './section.js';
import { TARGETS } from './targets.js';

/** What was kept of the comparisons, in the order of the cases. */
export function keptComparisons(read: Read): readonly Kept<Comparison>[] {
  return COMPARED.flatMap((name) => {
    const found = read(`peers/${name}`);
    return found === undefined ? [] : [found as Kept<Comparison>];
  });
}

/** The section of the peers: figures and ratios, targets, who they are and what differs. */
export function renderPeers(comparisons: readonly Comparison[]): readonly string[] {
  const wide = comparisons.some((one) => one.wide !== undefined);
  return [
    'Units per second of whole training steps (sampling for I1), and in brackets how many times as fast ours is: the median of the ratios of the rounds.',
    'Each system runs in a process of its own on one core, in turns with ours.',
    '',
    ...table([
      ['case', 'unit', 'tbptt', ...(wide ? ['tbptt --wide'] : []), ...PEER_NAMES],
      ...comparisons.map((one) => [
        one.case,
        one.unit,
        count(one.ours.value),
        ...(wide ? [one.wide === undefined ? '-' : count(one.wide.value)] : []),
        ...PEER_NAMES.map((name) => cellOf(peerOf(one, name))),
      ]),
    ]),
    '',
    'What we want to reach, as ratios, and what we do:',
    '',
    ...table([
      [
        'case',
        'PyTorch: target',
        'reached',
        'PyTorch, --wide: target',
        'reached',
        'fastest JavaScript: target',
        'reached',
        BY_HAND,
      ],
      ...comparisons.map((one) => [one.case, ...reachOf(one)]),
    ]),
    '',
    ...missedOf(comparisons),
    ...systemsOf(comparisons),
    ...notesOf(comparisons),
  ];
}

/** A target and whom it is against. */
interface Contest {
  readonly target: number | undefined;
  /** How many times as fast as the peer ours is; undefined where that was not measured. */
  readonly ratio: number | undefined;
  readonly peer: Measured | undefined;
}

/** A peer that took part. */
type Measured = Exclude<PeerEntry, { unable: string }>;

/** What ours is held against in a case. */
function contestsOf(
  comparison: Comparison,
): Readonly<Record<'pytorch' | 'wide' | 'javascript' | 'byHand', Contest>> {
  const { pytorch: target, pytorchWide, javascript } = TARGETS[comparison.case] ?? {};
  const pytorch = measuredOf(comparison, PYTORCH);
  const best = fastestJavaScript(comparison);
  const byHand = measuredOf(comparison, BY_HAND);
  return {
    pytorch: { target, ratio: pytorch?.ratio, peer: pytorch },
    wide: { target: pytorchWide, ratio: pytorch?.wideRatio, peer: pytorch },
    javascript: { target: javascript, ratio: best?.ratio, peer: best },
    byHand: { target: javascript, ratio: byHand?.ratio, peer: byHand },
  };
}

function reachOf(comparison: Comparison): readonly string[] {
  const { pytorch, wide, javascript, byHand } = contestsOf(comparison);
  return [
    ...[pytorch, wide].flatMap((contest) => [targetOf(contest), reachedIn(contest)]),
    targetOf(javascript),
    reachedIn(javascript, javascript.peer?.name),
    reachedIn(byHand),
  ];
}

/**
 * What missed targets would take, so that a reader can tell those that are near from those beyond
 * the arithmetic of a core.
 */
function missedOf(comparisons: readonly Comparison[]): readonly string[] {
  const lines = comparisons.flatMap((comparison) => {
    const { case: name, unit } = comparison;
    const flops = flopsOf(definitionOf(name) ?? { kind: 'xor', hidden: 0 });
    return Object.values(contestsOf(comparison)).flatMap(({ target, ratio, peer }) => {
      if (target === undefined || ratio === undefined || peer === undefined || ratio >= target) return [];
      const gigaflops = three((target * peer.value * flops) / 1e9);
      return [
        `- ${name} beside ${peer.name}: ${target} times ${count(peer.value)} ${unit} are ${gigaflops} GFLOP/s.`,
      ];
    });
  });
  if (lines.length === 0) return [];
  return ['The products that missed targets would take; what a core reaches stands below.', '', ...lines, ''];
}

function targetOf({ target }: Contest): string {
  return target === undefined ? '-' : String(target);
}

function reachedIn({ target, ratio }: Contest, whom?: string): string {
  if (ratio === undefined) return '-';
  const figure = `${three(ratio)}${whom === undefined ? '' : ` (${whom})`}`;
  return target === undefined ? figure : `${figure} ${ratio >= target ? 'met' : '**missed**'}`;
}

/**
 * The JavaScript peer that comes nearest to ours, or is farthest ahead of it; of TensorFlow.js,
 * what computes its gradients itself.
 */
function fastestJavaScript({ peers }: Comparison): Measured | undefined {
  return peers
    .flatMap((entry) =>
      'unable' in entry || entry.name === PYTORCH || entry.name === BY_HAND ? [] : [entry],
    )
    .toSorted((a, b) => a.ratio - b.ratio)[0];
}

function systemsOf(comparisons: readonly Comparison[]): readonly string[] {
  const entries = comparisons.flatMap(({ ours, wide, peers }) => [
    ours,
    ...(wide === undefined ? [] : [wide]),
    ...peers.flatMap((peer) => ('unable' in peer ? [] : [peer])),
  ]);
  const lines = entries.map(({ name, version, runtime }) => `- ${name}: ${version}, on ${runtime}`);
  return ['Systems:', '', ...new Set(lines), ''];
}

function notesOf(comparisons: readonly Comparison[]): readonly string[] {
  const notes = new Map<string, string[]>();
  for (const { case: name, peers } of comparisons) {
    for (const entry of peers) {
      const words = 'unable' in entry ? [entry.unable] : [entry.idiom, entry.differs];
      for (const word of words) {
        if (word === undefined) continue;
        const note = `${entry.name}: ${word}`;
        notes.set(note, [...(notes.get(note) ?? []), name]);
      }
    }
  }
  if (notes.size === 0) return [];
  return ['Notes:', '', ...[...notes].map(([note, names]) => `- ${note} (${names.join(', ')})`), ''];
}

function peerOf({ peers }: Comparison, name: string): PeerEntry | undefined {
  return peers.find((entry) => entry.name === name);
}

function measuredOf(comparison: Comparison, name: string): Measured | undefined {
  const entry = peerOf(comparison, name);
  return entry === undefined || 'unable' in entry ? undefined : entry;
}

function cellOf(entry: PeerEntry | undefined): string {
  if (entry === undefined || 'unable' in entry) return '-';
  return `${count(entry.value)} (${three(entry.ratio)})`;
}

function count(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 4 });
}
