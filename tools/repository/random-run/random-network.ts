import { BatchNorm, Dropout, type Layer, type Random } from '@tbptt/core';
import {
  CharLM,
  CoupledLSTM,
  GRU,
  GRUResetBefore,
  IndRNN,
  type LayerClass,
  LayerNormLSTM,
  LearnedState,
  LockedDropout,
  LSTM,
  MinGRU,
  MinLSTM,
  PeepholeLSTM,
  type Recurrent,
  type RecurrentLayer,
  type RecurrentLayerOptions,
  RNN,
  Zoneout,
} from '@tbptt/rnn';
import type { Choice } from './choice.js';

/** The number of symbols. */
export const V = 6;

const CELLS = [
  LSTM,
  GRU,
  GRUResetBefore,
  RNN,
  IndRNN,
  MinGRU,
  MinLSTM,
  PeepholeLSTM,
  CoupledLSTM,
  LayerNormLSTM,
] as const;
/** Cells whose recurrent weights may be dropped. */
const DROPPED = [LSTM, GRU, RNN, PeepholeLSTM, CoupledLSTM] as const;
/** Cells of which `Zoneout` makes single steps. */
const ZONED = [LSTM, GRU, RNN, CoupledLSTM] as const;

type CellClass = (typeof CELLS)[number];
type MakeGenerator = (name: string) => Random;

/** A language model, with or without regularization, a learned state and normalized scores. */
export function randomNetwork(
  choice: Choice,
  generator: MakeGenerator,
  random: Random,
): { readonly network: Recurrent; readonly norm: BatchNorm | undefined; readonly tell: string } {
  const told: string[] = [];
  const layers = choice.integer(1, 2);
  const kind = choice.of(['plain', 'plain', 'zoneout', 'recurrent dropout'] as const);
  const Cell = choice.of<CellClass>(
    kind === 'zoneout' ? ZONED : kind === 'recurrent dropout' ? DROPPED : CELLS,
  );
  told.push(`${layers} ${Cell.name}`, kind);
  let cell: LayerClass = Cell;
  if (kind === 'zoneout') {
    const masks = generator('zoneout');
    cell = zonedClass(Cell as typeof LSTM, masks);
  } else if (kind === 'recurrent dropout') {
    const recurrentWeights = new Dropout(0.3, { random: generator('weights') });
    cell = withOptions(Cell, { recurrentWeights });
  }
  const masks = generator('between');
  const between: Layer | undefined = choice.of([
    undefined,
    new Dropout(0.3, { random: masks }),
    new LockedDropout(0.3, { random: masks }),
  ]);
  told.push(between?.constructor.name ?? 'no dropout');
  const embedding = choice.maybe(0.4) ? { embedding: 4, tied: choice.maybe(0.5) } : {};
  const inner: Recurrent = new CharLM(V, {
    hidden: 4,
    layers,
    cell,
    random,
    residual: choice.maybe(0.2),
    ...embedding,
    ...(between && { between }),
  });
  const network = choice.maybe(0.3) ? new LearnedState(inner) : inner;
  if (network !== inner) told.push('learned state');
  const norm = choice.maybe(0.2) ? new BatchNorm(V) : undefined;
  if (norm !== undefined) told.push('batch norm');
  return { network, norm, tell: told.join(', ') };
}

/** A class of layers with zoneout. */
function zonedClass(Cell: typeof LSTM, random: Random): LayerClass {
  return class extends Zoneout<'h'> {
    constructor(inputs: number, hidden: number, options: RecurrentLayerOptions) {
      const layer: RecurrentLayer<'h'> = new Cell(inputs, hidden, options) as RecurrentLayer<'h'>;
      super(layer, { random, probabilities: { h: 0.2 } });
    }
  };
}

/** A class of layers with further options. */
function withOptions(Cell: LayerClass, more: Partial<RecurrentLayerOptions>): LayerClass {
  return class extends Cell {
    constructor(inputs: number, hidden: number, options: RecurrentLayerOptions) {
      super(inputs, hidden, { ...options, ...more });
    }
  };
}
