import type { Node } from '../tensor/node.js';
import { announceWork } from './listen-to-work.js';

/** A recorded operation: its outputs, and the function that propagates their gradients to its inputs. */
interface Entry {
  readonly outputs: readonly Node[];
  readonly backward: () => void;
}

/** The recorded operations of a scope, in the order in which they ran. */
export class Tape {
  readonly #entries: Entry[] = [];

  /** Appends an operation. */
  record(outputs: readonly Node[], backward: () => void): void {
    this.#entries.push({ outputs, backward });
  }

  /** Runs the operations in reverse. Operations whose results have no gradient are left out. */
  run(): void {
    for (let i = this.#entries.length - 1; i >= 0; i--) {
      const entry = this.#entries[i] as Entry;
      announceWork();
      if (anyHasGradient(entry.outputs)) entry.backward();
    }
  }

  /** Forgets the operations. Tensors still know their scope, which need not keep their results alive. */
  clear(): void {
    this.#entries.length = 0;
  }
}

function anyHasGradient(nodes: readonly Node[]): boolean {
  for (let i = 0; i < nodes.length; i++) if ((nodes[i] as Node).gradientAddress !== 0) return true;
  return false;
}
