import { AdditiveAttention, Linear } from '@tbptt/core';
import type { SourceAttention } from '@tbptt/rnn/sequence-to-sequence';
import type { Value } from '../graph/graph.js';
import { transpose } from '../graph/rearrange.js';
import { additiveScores } from './additive-attention.js';
import { attend } from './attend.js';
import { type Conversion, refused } from './conversion.js';

/** The source in the state of a decoder, lanes first. */
export interface Source {
  /** `[B, S, K]` */
  readonly keys: Value;
  /** `[B, S, A]` */
  readonly prepared: Value;
  /** `[B, S]` */
  readonly mask: Value;
}

/** Converts `prepare`: keys `[B, S, K]` to the part `[B, S, A]` of the scores that all queries share. */
export function prepareSource(
  attention: SourceAttention,
  keys: Value,
  { graph, convert }: Conversion,
): Value {
  const product = 'network' in attention ? additiveOf(attention).key : keyOf(attention);
  return graph.within('attention', () => convert('key', product, keys));
}

/** Converts `attend`: returns the contexts `[B, T, K]` of queries `[B, T, H]`. */
export function attendSource(
  attention: SourceAttention,
  queries: Value,
  { keys, prepared, mask }: Source,
  conversion: Conversion,
): Value {
  const { graph } = conversion;
  return graph.within('attention', () => {
    const scores =
      'network' in attention
        ? additiveScores(additiveOf(attention), queries, prepared, conversion)
        : dotScores(queries, prepared, conversion);
    return attend(graph, scores, keys, mask).contexts;
  });
}

/** `q · (W k) / √H`, `[B, T, S]`. */
function dotScores(queries: Value, prepared: Value, { graph }: Conversion): Value {
  const [B = 'B', T = 'T', H = 1] = queries.axes;
  const scale = graph.number('scale', 1 / Math.sqrt(Number(H)));
  const scaled = graph.add({ operator: 'Mul', inputs: [queries, scale] }, queries.axes);
  const columns = transpose(graph, prepared, [0, 2, 1]);
  return graph.add({ operator: 'MatMul', inputs: [scaled, columns] }, [B, T, prepared.axes[1] ?? 'S']);
}

function additiveOf(attention: SourceAttention & { readonly network: unknown }): AdditiveAttention {
  if (attention.network instanceof AdditiveAttention) return attention.network;
  throw unknown(attention);
}

function keyOf(attention: SourceAttention): Linear {
  if ('key' in attention && attention.key instanceof Linear) return attention.key;
  throw unknown(attention);
}

function unknown(attention: SourceAttention): Error {
  return refused(attention, "the attention of a decoder must be 'additive' or 'dot'.");
}
