import type { Group } from '@tbptt/core';
import type { AttendedWorkload } from '../attend.js';
import type { Workload } from '../workload.js';

/** What the first of several processes tells the others. */
const [END, RUN] = [0, 1];

/** A workload of several processes as the first of them runs it: the others run it as often. */
export interface Led extends Workload, Pick<AttendedWorkload, 'waits'> {
  /** Lets the others end. */
  end(): void;
}

/** Returns the workload of the first process of a group, whose others `follow`. */
export function lead(workload: Workload, group: Group): Led {
  const tell = (word: number): void => group.broadcast([Uint8Array.of(word)]);
  return {
    size: workload.size,
    waits: true,
    run() {
      tell(RUN);
      workload.run();
    },
    end: () => tell(END),
  };
}

/** Runs a workload as often as the first process does, until that ends. */
export function follow(workload: Workload, group: Group): void {
  const word = new Uint8Array(1);
  for (;;) {
    group.broadcast([word]);
    if (word[0] === END) return;
    workload.run();
  }
}
