import type { Ready, Run, Turn, Unable } from '../attend.js';
import { BenchError } from '../bench-error.js';
import { Conversation, EndedError, LimitError } from '../conversation.js';

/** Somebody who takes part: what starts its process. */
export interface Contestant {
  readonly name: string;
  readonly words: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export interface MatchOptions {
  /** Runs of each contestant. */
  readonly rounds: number;
  /** The least duration of a run, and of the warm-up before the first. */
  readonly seconds: number;
  /** Seconds that a process may live, and that the match may last before its next round is left out. */
  readonly limit: number;
}

/** How somebody did. */
export interface Standing {
  readonly name: string;
  /** What it said about itself; undefined where it never came so far. */
  readonly ready?: Ready;
  /** Units of work per second of each round. */
  readonly rates: readonly number[];
  /** The least share of the time of a run for which it had a processor. */
  readonly cpuShare: number;
  /** How many processors it had in a run, the mean of the runs: with several threads more than one. */
  readonly processors?: number;
  /** Why it took no part. */
  readonly unable?: string;
}

/** Those who are there: a started process. */
interface Player {
  readonly name: string;
  readonly conversation: Conversation;
  readonly ready: Ready;
}

/** What everybody reached in a round, by name, and the least share of a processor that one of them had. */
interface Round {
  readonly runs: ReadonlyMap<string, Run>;
  readonly cpuShare: number;
}

/** A round in which everybody had this share of a processor was undisturbed. */
const UNDISTURBED = 0.95;

/**
 * Measures contestants in turns: each in a process of its own, all of them started and warm before
 * the first round; in each round each of them runs once, in their order, and the others wait. So a
 * machine that becomes slower does so for all, and what counts is the ratio within a round. Where
 * rounds were disturbed by something else on the processor, up to as many again are played, and the
 * least disturbed ones count. Who cannot take part, fails or exceeds the limit before a whole round
 * is told in its standing; the others go on.
 */
export async function match(
  contestants: readonly Contestant[],
  { rounds, seconds, limit }: MatchOptions,
): Promise<readonly Standing[]> {
  const deadline = performance.now() + 1000 * limit;
  const players: Player[] = [];
  const absent = new Map<string, string>();
  const played: Round[] = [];
  try {
    for (const { name, words, environment = {} } of contestants) {
      const conversation = new Conversation({ words, environment, label: name, limit });
      const ready = await conversation.next<Ready | Unable>().catch(reasonOf);
      if ('unable' in ready) {
        absent.set(name, ready.unable);
        conversation.close();
      } else players.push({ name, conversation, ready });
    }
    while (wantsRound(played, rounds) && (played.length === 0 || performance.now() < deadline)) {
      played.push(await playRound(players, absent, { seconds }));
    }
  } finally {
    for (const { conversation } of players) conversation.close();
  }
  const counted = leastDisturbed(played, rounds);
  return contestants.map(({ name }) => standingOf(name, players, counted, absent));
}

/** One round; who fails is absent from then on. */
async function playRound(
  players: readonly Player[],
  absent: Map<string, string>,
  turn: Turn,
): Promise<Round> {
  const runs = new Map<string, Run>();
  for (const { name, conversation } of players) {
    if (absent.has(name)) continue;
    const run = await conversation.ask<Run>(turn).catch(reasonOf);
    if ('unable' in run) absent.set(name, run.unable);
    else runs.set(name, run);
  }
  return { runs, cpuShare: Math.min(1, ...[...runs.values()].map(shareOf)) };
}

function wantsRound(played: readonly Round[], rounds: number): boolean {
  const undisturbed = played.filter(({ cpuShare }) => cpuShare >= UNDISTURBED).length;
  return undisturbed < rounds && played.length < 2 * rounds;
}

/**
 * So many rounds of those that were played, in their order: those that most took part in, then
 * those with the most of a processor.
 */
function leastDisturbed(played: readonly Round[], rounds: number): readonly Round[] {
  const chosen = new Set(
    played.toSorted((a, b) => b.runs.size - a.runs.size || b.cpuShare - a.cpuShare).slice(0, rounds),
  );
  return played.filter((round) => chosen.has(round));
}

function standingOf(
  name: string,
  players: readonly Player[],
  rounds: readonly Round[],
  absent: ReadonlyMap<string, string>,
): Standing {
  const ready = players.find((player) => player.name === name)?.ready;
  const runs = rounds.flatMap(({ runs }) => runs.get(name) ?? []);
  const unable = runs.length === 0 ? absent.get(name) : undefined;
  return {
    name,
    ...(ready === undefined ? {} : { ready }),
    rates: runs.map(({ repetitions, elapsed }) => (repetitions * (ready?.size ?? Number.NaN)) / elapsed),
    cpuShare: Math.min(1, ...runs.map(shareOf)),
    ...(runs.length === 0 ? {} : { processors: meanOf(runs.map(shareOf)) }),
    ...(unable === undefined ? {} : { unable }),
  };
}

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function shareOf({ processor, elapsed }: Run): number {
  return processor / elapsed;
}

function reasonOf(error: unknown): Unable {
  if (error instanceof LimitError) return { unable: `no whole run within the limit of ${error.limit} s` };
  if (error instanceof EndedError) return { unable: error.words };
  if (error instanceof BenchError) return { unable: error.message };
  throw error;
}
