import { definitionOf } from '../cases.js';
import { flopsOf } from '../flops.js';
import { BY_HAND, JAVASCRIPT_PEERS } from '../peers/catalog.js';
import type { Comparison } from '../peers/comparison.js';
import {
  cellOf,
  figure,
  type Measured,
  measuredOf,
  notesOf,
  peerOf,
  reachedIn,
  systemsOf,
} from './comparisons.js';
import { table, three } from './markdown.js';
import { JAVASCRIPT_TARGETS } from './targets.js';

/** The section of the JavaScript peers: figures and ratios, targets, who they are and what differs. */
export function renderPeers(comparisons: readonly Comparison[]): readonly string[] {
  const wide = comparisons.some((one) => one.wide !== undefined);
  return [
    'Units per second of whole training steps (sampling for I1), and in brackets how many times as fast ours is: the median of the ratios of the rounds.',
    'Each system runs in a process of its own on one core, in turns with ours.',
    '',
    ...table([
      ['case', 'unit', 'tbptt', ...(wide ? ['tbptt --wide'] : []), ...JAVASCRIPT_PEERS],
      ...comparisons.map((one) => [
        one.case,
        one.unit,
        figure(one.ours.value),
        ...(wide ? [one.wide === undefined ? '-' : figure(one.wide.value)] : []),
        ...JAVASCRIPT_PEERS.map((name) => cellOf(peerOf(one, name))),
      ]),
    ]),
    '',
    'What we want to reach, as ratios, and what we do:',
    '',
    ...table([
      ['case', 'target', 'fastest', BY_HAND],
      ...comparisons.map((one) => {
        const { fastest, byHand } = contestsOf(one);
        return [one.case, fastest.target ?? '-', reachedIn(fastest, fastest.peer?.name), reachedIn(byHand)];
      }),
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

/** What ours is held against in a case. */
function contestsOf(comparison: Comparison): Readonly<Record<'fastest' | 'byHand', Contest>> {
  const target = JAVASCRIPT_TARGETS[comparison.case];
  const best = fastestOf(comparison);
  const byHand = measuredOf(comparison, BY_HAND);
  return {
    fastest: { target, ratio: best?.ratio, peer: best },
    byHand: { target, ratio: byHand?.ratio, peer: byHand },
  };
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
        `- ${name} beside ${peer.name}: ${target} times ${figure(peer.value)} ${unit} are ${gigaflops} GFLOP/s.`,
      ];
    });
  });
  if (lines.length === 0) return [];
  return ['The products that missed targets would take; what a core reaches stands below.', '', ...lines, ''];
}

/**
 * The peer that comes nearest to ours, or is farthest ahead of it; of TensorFlow.js, what computes
 * its gradients itself.
 */
function fastestOf({ peers }: Comparison): Measured | undefined {
  return peers
    .flatMap((entry) => ('unable' in entry || entry.name === BY_HAND ? [] : [entry]))
    .toSorted((a, b) => a.ratio - b.ratio)[0];
}
