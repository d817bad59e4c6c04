import { type Indices, seeded, Tensor, tensor, zeros } from '@tbptt/core';
import { type Recurrent, type SamplingRules, sample, symbolProbabilities } from '@tbptt/rnn';
import type { NumberArray } from './number-array.js';
import type { Family, Runner } from './oracle.js';

const RULES = ['repetitionPenalty', 'temperature', 'topK', 'topP', 'minP'] as const;

const probabilities: Runner = ({ fields, options }, comparison) => {
  const given = RULES.filter((name) => options.has(name)).map(
    (name) => [name, options.number(name)] as const,
  );
  const rules = Object.fromEntries(given) as Partial<SamplingRules>;
  const { shape, data } = fields.array('logits');
  const found = symbolProbabilities(data, { ...rules, seen: fields.numbers('seen') });
  comparison.array('probabilities', { shape, data: [...found] }, fields.array('probabilities'));
};

/** A model whose logits are a row of a table, that of the symbol it reads. */
function tableModel({ shape: [V = 0], data }: NumberArray): Recurrent<Tensor> {
  const rowsOf = (symbols: Indices): number[] =>
    Array.from(symbols.data, (symbol) => Array.from(data).slice(symbol * V, (symbol + 1) * V)).flat();
  return {
    outputSize: V,
    initialState: (lanes) => zeros([lanes, 1]),
    unroll: () => {
      throw new TypeError('A table has no windows.');
    },
    step: (input, state) => {
      if (input instanceof Tensor) throw new TypeError('A table reads symbols.');
      return { output: tensor([input.data.length, V], rowsOf(input)), state };
    },
  };
}

const lanes: Runner = ({ fields, options }, comparison) => {
  const { shape, data } = fields.array('prime');
  const [B = 0, length = 0] = shape;
  const ids = Array.from(data);
  const prime = Array.from({ length: B }, (_, lane) => ids.slice(lane * length, (lane + 1) * length));
  const texts: number[][] = prime.map(() => []);
  const drawn = sample(tableModel(fields.array('table')), {
    prime,
    stop: fields.arrays('stop').map((text) => text.data),
    length: options.number('length'),
    repetitionPenalty: options.number('repetitionPenalty'),
    temperature: 0,
    random: seeded(0),
  });
  for (const { lane, symbol } of drawn) texts[lane]?.push(symbol);
  const expected = fields.arrays('texts');
  texts.forEach((text, lane) => {
    comparison.array(`text ${lane}`, { shape: [text.length], data: text }, expected[lane] as NumberArray);
  });
};

/** The files `sampling`: `{ op, options, logits, seen, probabilities }`, and texts of several lanes. */
export const sampling: Family = { symbolProbabilities: probabilities, sampleLanes: lanes };
