import { AttentionDecoder } from '@tbptt/rnn/sequence-to-sequence';
import { transpose } from '../graph/rearrange.js';
import { type RecurrentConverter, refused } from './conversion.js';
import { attendSource, type Source } from './source-attention.js';

/**
 * A window of a decoder, whose source is a part of its state that no step changes: `keys`, `prepared`
 * and `mask` are inputs only, so that nothing copies them from step to step.
 */
export const convertAttentionDecoder: RecurrentConverter = (layer, x, run, { graph, ...others }) => {
  if (!(layer instanceof AttentionDecoder)) return undefined;
  const conversion = { graph, ...others };
  const { convert, unroll, states } = conversion;
  if (!states) {
    throw refused(layer, 'its source is a part of its state. Leave out states: false.');
  }
  const hidden = unroll('rnn', layer.rnn, x, { ...run, path: `${run.path}.rnn` });
  const [T = 'T', B = 'B', H = 0] = hidden.axes;
  const { keySize: K } = layer;
  const input = (name: keyof Source, size: readonly number[]) =>
    graph.input(`state${run.path}.${name}`, 'float', [B, 'S', ...size]);
  const source: Source = {
    keys: input('keys', [K]),
    prepared: input('prepared', [Number(H)]),
    mask: input('mask', []),
  };
  const contexts = attendSource(layer.attention, transpose(graph, hidden, [1, 0, 2]), source, conversion);
  const joined = graph.add(
    {
      operator: 'Concat',
      inputs: [transpose(graph, contexts, [1, 0, 2]), hidden],
      attributes: { axis: { int: -1 } },
    },
    [T, B, K + Number(H)],
  );
  const combined = convert('combine', layer.combine, joined);
  const activations = graph.add({ operator: 'Tanh', inputs: [combined] }, combined.axes);
  const { dropout } = layer;
  return convert(
    'head',
    layer.head,
    dropout === undefined ? activations : convert('dropout', dropout, activations),
  );
};
