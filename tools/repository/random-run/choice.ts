import type { Random } from '@tbptt/core';

/** Chooses by a generator. */
export class Choice {
  constructor(readonly random: Random) {}

  of<T>(list: readonly T[]): T {
    return list[this.random.integer(list.length)] as T;
  }

  integer(least: number, most: number): number {
    return least + this.random.integer(most - least + 1);
  }

  maybe(probability: number): boolean {
    return this.random.float() < probability;
  }
}
