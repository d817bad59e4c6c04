import { ArgumentError, type Group, HostError, NonFiniteError, type Parameter } from '@tbptt/core';
import {
  addressIn,
  beginGradientIn,
  dropGradientIn,
  engine,
  type Floats,
  hasGradientIn,
  type LinearMemory,
} from '@tbptt/core/operation';
import { digestOfBytes, digestOfNumbers } from './digest.js';
import type { Exchange } from './exchange.js';

/** The kinds of failures of a rank, as numbers that ranks exchange. */
const [NONE, NON_FINITE, OTHER] = [0, 1, 2];

/** How the ranks of a group average. */
export interface GroupExchangeOptions {
  readonly weight: number;
  readonly checkEvery: number;
}

/**
 * Averages the gradients of an optimizer over the ranks of a group by one sum per update. The sum
 * covers the gradients, and a header with the failure and the digest of each rank and with the
 * participation of each parameter.
 */
export class GroupExchange implements Exchange {
  readonly #group: Group;
  readonly #parameters: readonly Parameter[];
  readonly #checkEvery: number;
  /** The share of this rank in the mean. */
  readonly #share: number;
  /**
   * Whether the next step compares the parameters. The first step does, because a run may be a
   * continued one.
   */
  #checks = true;
  readonly #header: Float64Array;
  readonly #failures: Float64Array;
  readonly #digests: Float64Array;
  readonly #parts: Float64Array;

  /**
   * Takes the parameters of rank 0.
   *
   * @throws ArgumentError if ranks have different models.
   */
  constructor(
    group: Group,
    parameters: ReadonlyMap<string, Parameter>,
    { weight, checkEvery }: GroupExchangeOptions,
  ) {
    const { size } = group;
    this.#group = group;
    this.#parameters = [...parameters.values()];
    this.#checkEvery = checkEvery;
    this.#header = new Float64Array(2 * size + parameters.size);
    this.#failures = this.#header.subarray(0, size);
    this.#digests = this.#header.subarray(size, 2 * size);
    this.#parts = this.#header.subarray(2 * size);
    const forms = [...parameters].map(([path, { shape }]) => `${path} [${shape.join(', ')}]`);
    const facts = new Float64Array(size + 1);
    facts[group.rank] = digestOfBytes(new TextEncoder().encode(forms.join('\n')));
    facts[size] = weight;
    group.allReduce([facts]);
    const others = differing(facts.subarray(0, size));
    if (others.length > 0) {
      throw new ArgumentError(
        'averageAcross',
        `the models of ${ranks(others)} have other parameters than that of rank 0; every rank must make the same model and optimizer.`,
        { ranks: others },
      );
    }
    this.#share = weight / (facts.at(-1) ?? 1);
    const { memory } = engine();
    group.broadcast(this.#parameters.map((parameter) => numbersIn(memory, parameter)));
  }

  run(memory: LinearMemory, step: number): void {
    const parameters = this.#parameters;
    this.#header.fill(0);
    if (this.#checks || step % this.#checkEvery === 0) {
      this.#checks = false;
      this.#digests[this.#group.rank] = parameters.reduce(
        (digest, parameter) => digestOfNumbers(numbersIn(memory, parameter), digest),
        0,
      );
    }
    const addresses = parameters.map((parameter, i) => {
      this.#parts[i] = hasGradientIn(memory, parameter) ? 1 : 0;
      return beginGradientIn(memory, parameter);
    });
    const gradients = parameters.map(({ size }, i) => memory.view(addresses[i] as number, size));
    for (const gradient of gradients) scale(gradient, this.#share);
    this.#sum(gradients);
    this.#finish(step, undefined);
    for (let i = 0; i < parameters.length; i++) {
      if (this.#parts[i] === 0) dropGradientIn(memory, parameters[i] as Parameter);
    }
  }

  abandon(step: number, error: unknown): void {
    const { precision } = engine().memory;
    this.#header.fill(0);
    this.#failures[this.#group.rank] = error instanceof NonFiniteError ? NON_FINITE : OTHER;
    this.#sum(
      this.#parameters.map(({ size }) =>
        precision === 'single' ? new Float32Array(size) : new Float64Array(size),
      ),
    );
    this.#finish(step, error);
  }

  #sum(gradients: readonly Floats[]): void {
    this.#group.allReduce([this.#header, ...gradients]);
  }

  /** Ends the step if it failed on a rank, or if ranks differ. `own` is the error of this rank. */
  #finish(step: number, own: unknown): void {
    const failed = this.#failures.findIndex((kind) => kind !== NONE);
    if (failed >= 0) {
      const message = this.#messageOf(failed, own);
      if (own !== undefined) return; // it is thrown by the optimizer
      const Kind = this.#failures[failed] === NON_FINITE ? NonFiniteError : HostError;
      throw new Kind(
        `Step ${step}`,
        `it failed on rank ${failed}, and so on all. Nothing was updated. The error there: ${message}`,
        { step, rank: failed },
      );
    }
    const others = differing(this.#digests);
    if (others.length === 0) return;
    throw new HostError(
      `Step ${step}`,
      `the parameters of ${ranks(others)} differ from those of rank 0. Every rank must load the same weights and change ` +
        'parameters by the optimizer alone. Nothing was updated.',
      { step, ranks: others },
    );
  }

  /** Returns the message of the error of a rank, on every rank. */
  #messageOf(rank: number, own: unknown): string {
    const text = own instanceof Error ? own.message : String(own);
    const bytes = rank === this.#group.rank ? new TextEncoder().encode(text) : new Uint8Array();
    const length = new Uint32Array([bytes.length]);
    this.#group.broadcast([length], rank);
    const message = rank === this.#group.rank ? bytes : new Uint8Array(length[0] as number);
    this.#group.broadcast([message], rank);
    return new TextDecoder().decode(message);
  }
}

function numbersIn(memory: LinearMemory, parameter: Parameter): Floats {
  return memory.view(addressIn(memory, parameter), parameter.size);
}

function scale(numbers: Floats, factor: number): void {
  if (factor === 1) return;
  for (let i = 0; i < numbers.length; i++) numbers[i] = (numbers[i] as number) * factor;
}

/** Returns the ranks whose number differs from that of rank 0. */
function differing(digests: Float64Array): readonly number[] {
  return Array.from(digests, (digest, rank) => (digest === digests[0] ? -1 : rank)).filter(
    (rank) => rank > 0,
  );
}

function ranks(list: readonly number[]): string {
  return list.length === 1 ? `rank ${list[0]}` : `the ranks ${list.join(', ')}`;
}
