import { createHash } from 'node:crypto';
import { crossEntropy, type Indices, seeded, Tensor } from '@tbptt/core';
import { encodeSafetensors, toTorch } from '@tbptt/core/files';
import { Lanes, Vocabulary } from '@tbptt/data';
import { adam, clipByGlobalNorm, Optimizer } from '@tbptt/optim';
import { CharLM, truncatedBPTT } from '@tbptt/rnn';
import { mobyDick } from './moby-dick.js';
import { SETTING } from './setting.js';

type Arrays = Readonly<Record<string, Tensor | Indices>>;

/** SHA-256 of what a run begins with: results can only be compared where both are equal. */
export interface Digests {
  /** Of the names and numbers of the initial weights. */
  readonly weights: string;
  /** Of the symbols of all windows. */
  readonly windows: string;
}

/** What both sides begin with, as safetensors files. */
export interface Files {
  /** The initial weights under PyTorch's names. */
  readonly weights: Uint8Array;
  /**
   * `inputs` and `targets`, `[windows T, B]` each: all windows, one after the other; the setting in
   * the metadata.
   */
  readonly windows: Uint8Array;
}

/** Our side: Moby-Dick in B stretches, and a model that begins with the same weights each time. */
export class Experiment {
  readonly digests: Digests;
  readonly #symbols: number;
  readonly #stream: Lanes;

  constructor() {
    const text = mobyDick();
    const vocabulary = Vocabulary.of(text);
    this.#symbols = vocabulary.size;
    this.#stream = new Lanes(vocabulary.encode(text), { lanes: SETTING.lanes });
    this.digests = { weights: digestOf(this.#weights), windows: digestOf(this.#windows) };
  }

  /** What the other side reads. */
  get files(): Files {
    const { window, maximumNorm, learningRate } = SETTING;
    const setting = Object.entries({ window, maximumNorm, learningRate });
    return {
      weights: encodeSafetensors(this.#weights),
      windows: encodeSafetensors(
        this.#windows,
        Object.fromEntries(setting.map(([name, value]) => [name, String(value)])),
      ),
    };
  }

  /** Trains a new model on the kernels in use; the loss of each window before its update, in nats. */
  train(windows: number = SETTING.windows): readonly number[] {
    const model = this.#model();
    const { window: k1, maximumNorm, learningRate } = SETTING;
    const optimizer = new Optimizer(model, [clipByGlobalNorm(maximumNorm), adam({ learningRate })]);
    const losses: number[] = [];
    for (const { loss } of truncatedBPTT(model, this.#stream, { k1, optimizer, loss: crossEntropy })) {
      losses.push(loss);
      if (losses.length === windows) break;
    }
    return losses;
  }

  #model(): CharLM {
    const { hidden, layers, seed } = SETTING;
    return new CharLM(this.#symbols, { hidden, layers, random: seeded(seed) });
  }

  get #weights(): Arrays {
    return toTorch(this.#model());
  }

  get #windows(): Arrays {
    const { inputs, targets } = this.#stream.window(0, SETTING.windows * SETTING.window);
    return { inputs, targets };
  }
}

function digestOf(arrays: Arrays): string {
  const hash = createHash('sha256');
  for (const [name, array] of Object.entries(arrays)) {
    hash.update(`${name} [${array.shape.join(', ')}]\n`);
    hash.update(array instanceof Tensor ? array.toFloats() : array.data);
  }
  return hash.digest('hex');
}
