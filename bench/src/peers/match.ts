import type { Ready, Run, Turn, Unable } from '../attend.js';
import { BenchError } from '../bench-error.js';
import { Conversation, LimitError } from '../conversation.js';

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
  /** Why it took no part. */
  readonly unable?: string;
}

/** Those who are there: a started process, and what it reached. */
interface Player {
  readonly contestant: Contestant;
  readonly conversation: Conversation;
  readonly ready: Ready;
  readonly rates: number[];
  cpuShare: number;
}

/**
 * Measures contestants in turns: each in a process of its own, all of them started and warm before the first round; in each round each of them
 * runs once, in their order, and the others wait. So a machine that becomes slower does so for all, and what counts is the ratio within a round.
 * Who cannot take part, fails or exceeds the limit before a whole round is told in its standing; the others go on.
 */
export async function match(
  contestants: readonly Contestant[],
  { rounds, seconds, limit }: MatchOptions,
): Promise<readonly Standing[]> {
  const deadline = performance.now() + 1000 * limit;
  const players: Player[] = [];
  const absent = new Map<string, string>();
  try {
    for (const contestant of contestants) {
      const { name, words, environment = {} } = contestant;
      const conversation = new Conversation({ words, environment, label: name, limit });
      const ready = await conversation.next<Ready | Unable>().catch(reasonOf);
      if ('unable' in ready) {
        absent.set(name, ready.unable);
        conversation.close();
      } else players.push({ contestant, conversation, ready, rates: [], cpuShare: 1 });
    }
    for (let round = 0; round < rounds && (round === 0 || performance.now() < deadline); round++) {
      for (const player of players) {
        if (absent.has(player.contestant.name)) continue;
        const reason = await takeTurn(player, { seconds });
        if (reason !== undefined) absent.set(player.contestant.name, reason);
      }
    }
  } finally {
    for (const { conversation } of players) conversation.close();
  }
  return contestants.map(({ name }) => {
    const player = players.find(({ contestant }) => contestant.name === name);
    const unable = player === undefined || player.rates.length === 0 ? absent.get(name) : undefined;
    return {
      name,
      ...(player === undefined ? {} : { ready: player.ready }),
      rates: player?.rates ?? [],
      cpuShare: player?.cpuShare ?? 1,
      ...(unable === undefined ? {} : { unable }),
    };
  });
}

/** One run; the reason why there was none. */
async function takeTurn(player: Player, turn: Turn): Promise<string | undefined> {
  const run = await player.conversation.ask<Run>(turn).catch(reasonOf);
  if ('unable' in run) return run.unable;
  player.rates.push((run.repetitions * player.ready.size) / run.elapsed);
  player.cpuShare = Math.min(player.cpuShare, run.processor / run.elapsed);
  return undefined;
}

function reasonOf(error: unknown): Unable {
  if (error instanceof LimitError) return { unable: `no whole run within the limit of ${error.limit} s` };
  if (error instanceof BenchError) return { unable: error.message };
  throw error;
}
