import { type SamplingRules, symbolProbabilities } from '@tbptt/rnn';
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

/** The files `sampling`: `{ op, options, logits, seen, probabilities }`. */
export const sampling: Family = { symbolProbabilities: probabilities };
