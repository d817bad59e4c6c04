import { ArgumentError, concat } from '@tbptt/core';
import { describe } from '@tbptt/core/operation';
import { requireSequence } from '../cells/check.js';
import { type LayerClass, requireLayerClass } from '../cells/layer-class.js';
import type { RecurrentLayerOptions } from '../cells/recurrent-layer.js';
import { stepByWindow } from '../cells/single-step.js';
import type {
  LaneOptions,
  Recurrent,
  Sequence,
  State,
  StepOptions,
  Stepped,
  UnrollableLayer,
  Unrolled,
} from '../recurrent.js';
import { NGramFeatures, type NGramOptions, type NGramState } from './n-gram-features.js';

/** The states of a recurrent layer and of the n-grams beside it. */
export type WithNGramsState<S extends State = State> = { readonly layer: S; readonly nGrams: NGramState };

/** A recurrent layer and `NGramFeatures` over the same symbols, whose outputs are concatenated. */
class WithNGrams<S extends State = State> implements Recurrent<WithNGramsState<S>> {
  constructor(
    readonly layer: UnrollableLayer<S>,
    readonly nGrams: NGramFeatures,
  ) {}

  get outputSize(): number {
    return this.layer.outputSize + this.nGrams.outputSize;
  }

  initialState(lanes: number): WithNGramsState<S> {
    return { layer: this.layer.initialState(lanes), nGrams: this.nGrams.initialState(lanes) };
  }

  unroll(
    inputs: Sequence,
    state?: WithNGramsState<S>,
    lanes: LaneOptions = {},
  ): Unrolled<WithNGramsState<S>> {
    const { lanes: B } = requireSequence('withNGrams', inputs);
    const entering = state === undefined ? this.initialState(B) : state;
    requireBothStates(entering);
    const layer = this.layer.unroll(inputs, entering.layer, lanes);
    const nGrams = this.nGrams.unroll(inputs, entering.nGrams, lanes);
    return {
      outputs: concat([layer.outputs, nGrams.outputs], 2),
      state: { layer: layer.state, nGrams: nGrams.state },
    };
  }

  step(input: Sequence, state: WithNGramsState<S>, lanes?: StepOptions): Stepped<WithNGramsState<S>> {
    return stepByWindow(this, input, state, lanes);
  }
}

/**
 * Returns the class of layers of a cell with vectors of the last symbols beside their units, for the only
 * layer of a `CharLM` without an embedding: outputs `[T, B, H]` of the layer, then those of
 * `NGramFeatures`. The head reads both.
 *
 * ```ts
 * const dropout = new Dropout(0.3, { random });
 * const model = new CharLM(V, { cell: withNGrams(LSTM, { orders: [2, 3], dropout }), hidden: 192, random });
 * ```
 *
 * @throws ArgumentError if `cell` is no class
 */
export function withNGrams(cell: LayerClass, options: NGramOptions = {}): LayerClass {
  requireLayerClass('withNGrams', cell);
  const Both = class extends WithNGrams {
    constructor(inputs: number, hidden: number, { random, ...rest }: RecurrentLayerOptions) {
      super(new cell(inputs, hidden, { random, ...rest }), new NGramFeatures(inputs, { ...options, random }));
    }
  };
  // Messages name a layer by its class.
  Object.defineProperty(Both, 'name', { value: `${cell.name} with n-grams` });
  return Both;
}

/** Without this check, a layer would begin with its initial state in place of one that is missing. */
function requireBothStates(state: WithNGramsState): void {
  const given: unknown = state;
  const { layer, nGrams }: { layer?: unknown; nGrams?: unknown } =
    typeof given === 'object' && given !== null ? given : {};
  if (layer !== undefined && nGrams !== undefined) return;
  throw new ArgumentError(
    'withNGrams',
    `the state is ${describe(given)}; it must be { layer, nGrams }, as initialState(lanes) returns.`,
  );
}
