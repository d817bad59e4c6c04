import { crossEntropy, differentiate, indices, seeded } from '@tbptt/core';
import { bidirectional, GRU, LSTM, RecurrentModel } from '@tbptt/rnn';
import { AttentionDecoder, EncoderDecoder } from '@tbptt/rnn/sequence-to-sequence';
import type { NumberArray } from './number-array.js';
import type { Family, Runner } from './oracle.js';
import { Unsupported } from './oracle.js';
import { compareGradients, load, requireAllKnown, torchParametersOf } from './torch-parameters.js';

const random = seeded(0); // initial weights are replaced by recorded ones

const symbolsOf = ({ shape, data }: NumberArray) => indices(shape, Array.from(data));

const encoderDecoder: Runner = ({ fields, options }, comparison) => {
  const recorded = fields.fields('parameters');
  const [symbols = 0, embedding = 0] = recorded.array('encoder.embedding.weight').shape;
  const [hidden = 0] = recorded.array('decoder.combine.bias').shape;
  const attention = options.text('attention');
  if (attention !== 'dot' && attention !== 'additive') throw new Unsupported(`attention ${attention}`);
  const one = options.text('cell') === 'GRU' ? GRU : LSTM;
  const cell = options.flag('bidirectional') ? bidirectional(one) : one;
  const layers = options.number('layers');
  const encoder = new RecurrentModel(symbols, { embedding, hidden, layers, cell, random });
  const decoding = { embedding, hidden, layers, cell: one, attention, random } as const;
  const model = new EncoderDecoder(encoder, new AttentionDecoder(symbols, encoder.outputSize, decoding));
  const parameters = torchParametersOf(model);
  requireAllKnown(parameters, recorded);
  load(parameters, recorded);

  const sources = symbolsOf(fields.array('sources'));
  const inputs = symbolsOf(fields.array('inputs'));
  const targets = symbolsOf(fields.array('targets'));
  const sourceLengths = fields.numbers('lengths');
  const { loss, logits } = differentiate(model, () => {
    const outputs = model.forward({ sources, sourceLengths, inputs });
    return { loss: crossEntropy(outputs, targets), logits: outputs };
  });
  comparison.array('logits', logits, fields.array('logits'));
  comparison.number('loss', loss, fields.number('loss'));
  const state = model.encode(sources, sourceLengths);
  comparison.array('alignment', model.decoder.alignment(inputs, state), fields.array('alignment'));
  compareGradients(comparison, parameters, fields.fields('gradients'));
};

/** The files `sequences`: whole models that map sequences to sequences. */
export const sequences: Family = { encoderDecoder };
