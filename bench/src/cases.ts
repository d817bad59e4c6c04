import { CELL_NAMES, type CellName, type Definition, type LanguageModelDefinition } from './definition.js';

function training(
  cell: CellName,
  layers: number,
  hidden: number,
  lanes: number,
  window: number,
): LanguageModelDefinition {
  return { kind: 'language model', cell, layers, hidden, lanes, window };
}

/** The cases by name, in the order in which they run. */
export const cases: Readonly<Record<string, Definition>> = {
  S0: training('RNN', 1, 100, 1, 25),
  S1: training('LSTM', 1, 128, 1, 25),
  S2: training('LSTM', 2, 128, 50, 50),
  S3: training('LSTM', 2, 256, 64, 64),
  S4: training('LSTM', 2, 512, 64, 100),
  G1: training('GRU', 1, 128, 32, 64),
  M1: { kind: 'perceptron', sizes: [784, 256, 10], batch: 128 },
  L1: { kind: 'lenet', batch: 64 },
  X1: { kind: 'xor', hidden: 8 },
  I1: { kind: 'sampling', cell: 'LSTM', layers: 2, hidden: 128 },
  ...products('64x256x1024', '50x128x512', '50x512x128', '64x512x2048', '128x2500x512t', '1x128x512'),
};

function products(...names: readonly string[]): Record<string, Definition> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const definition = productOf(name);
      return definition === undefined ? [] : [[name, definition]];
    }),
  );
}

/**
 * The matrix product that a name such as `64x256x1024` describes: rows, depth, columns; with a `t`
 * at its end, A is stored as its transpose.
 */
function productOf(name: string): Definition | undefined {
  const match = /^(\d+)x(\d+)x(\d+)(t?)$/.exec(name);
  if (match === null) return undefined;
  const [rows = 0, depth = 0, columns = 0] = match.slice(1, 4).map(Number);
  if (rows < 1 || depth < 1 || columns < 1) return undefined;
  return { kind: 'product', rows, depth, columns, transposedLeft: match[4] === 't' };
}

/**
 * What a name such as `GRU:1x128,B=50,T=50` describes: the training of a language model, cell, L x
 * H, B, T; with `,N=1000` its text has 1,000 windows. Without B and T it is sampling.
 */
function modelOf(name: string): Definition | undefined {
  const match = /^(\w+):(\d+)x(\d+)(?:,B=(\d+),T=(\d+)(?:,N=(\d+))?)?$/.exec(name);
  const cell = CELL_NAMES.find((one) => one === match?.[1]);
  if (match === null || cell === undefined) return undefined;
  const [layers = 0, hidden = 0, lanes = 1, window = 1, windows = 1] = match
    .slice(2)
    .map((text: string | undefined) => (text === undefined ? undefined : Number(text)));
  if (Math.min(layers, hidden, lanes, window, windows) < 1) return undefined;
  if (match[4] === undefined) return { kind: 'sampling', cell, layers, hidden };
  const training = { kind: 'language model', cell, layers, hidden, lanes, window } as const;
  return match[6] === undefined ? training : { ...training, windows };
}

/**
 * The names that words on the command line stand for: cases, products of any size, and `products`
 * for all products of the table.
 */
export function expand(word: string): readonly string[] {
  if (word !== 'products') return [word];
  return Object.keys(cases).filter((name) => cases[name]?.kind === 'product');
}

/** The case of a name; undefined if there is none. */
export function definitionOf(name: string): Definition | undefined {
  return Object.hasOwn(cases, name) ? cases[name] : (productOf(name) ?? modelOf(name));
}

/** What a case is, in a few words. */
export function describe(definition: Definition): string {
  switch (definition.kind) {
    case 'language model': {
      const { cell, layers, hidden, lanes, window } = definition;
      return `${cell} ${layers} x ${hidden}, B=${lanes}, T=${window}`;
    }
    case 'sampling':
      return `sampling, ${definition.cell} ${definition.layers} x ${definition.hidden}, B=1`;
    case 'perceptron':
      return `MLP ${definition.sizes.join('-')}, batch ${definition.batch}`;
    case 'lenet':
      return `LeNet-5, 28 x 28, batch ${definition.batch}`;
    case 'xor':
      return `XOR 2-${definition.hidden}-1, batch 4`;
    case 'product':
      return definition.transposedLeft ? 'product Aᵀ B' : 'product A B';
  }
}
