import { AdditiveAttention, evaluate, Linear, normal, seeded, tensor } from '@tbptt/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectSame } from '../testing/expect-same.js';
import { runNamed } from '../testing/run-onnx.js';
import { toOnnx } from '../to-onnx.js';

const size = fc.integer({ min: 1, max: 9 });

test('any additive attention gives the same in onnxruntime, whatever is hidden', async () => {
  await fc.assert(
    fc.asyncProperty(size, size, size, size, size, fc.integer(), async (S, B, Q, K, A, seed) => {
      const random = seeded(seed);
      const attention = new AdditiveAttention(Q, K, A, { random });
      const [query, keys] = [normal()([B, Q], random), normal()([S, B, K], random)];
      const seen = Float32Array.from({ length: S * B }, (_, i) => (random.float() < 0.7 || i === 0 ? 1 : 0));
      const mask = tensor([S, B], seen);
      const expected = evaluate(() => attention.attend(query, attention.remember(keys, { mask })));
      const found = await runNamed(toOnnx(attention), { input: query, keys, mask });
      expectSame(found.output, expected.context, 'the context');
      expectSame(found.weights, expected.weights, 'the weights');
    }),
    { numRuns: 50 },
  );
});

test('a lane that sees nothing has the context 0', async () => {
  const attention = new AdditiveAttention(2, 3, 4, { random: seeded(1) });
  const [query, keys] = [normal()([2, 2], seeded(2)), normal()([3, 2, 3], seeded(3))];
  const mask = tensor([3, 2], [1, 0, 1, 0, 0, 0]);
  const { output } = await runNamed(toOnnx(attention), { input: query, keys, mask });
  expect(output?.toNested()).toMatchObject([{}, [0, 0, 0]]);
});

test('attention is a part of a model of your own, whose inputs have its place in their names', async () => {
  const random = seeded(4);
  const [project, attention] = [new Linear(5, 2, { random }), new AdditiveAttention(2, 3, 4, { random })];
  const head = new Linear(3, 2, { random });
  const [x, keys, mask] = [
    normal()([2, 5], random),
    normal()([3, 2, 3], random),
    tensor([3, 2], [1, 1, 1, 1, 1, 0]),
  ];
  const bytes = toOnnx([project, attention, head]);
  const found = await runNamed(bytes, { input: x, '1.keys': keys, '1.mask': mask });
  const expected = evaluate(() => {
    const { context, weights } = attention.attend(project.forward(x), attention.remember(keys, { mask }));
    return { output: head.forward(context), weights };
  });
  expectSame(found.output, expected.output, 'the output');
  expectSame(found['1.weights'], expected.weights, 'the weights');
});

test('queries of another form are refused', () => {
  const attention = new AdditiveAttention(2, 3, 4, { random: seeded(1) });
  expect(() => toOnnx(attention, { input: ['T', 'B', 2] })).toThrow(
    'AdditiveAttention cannot be converted: it reads queries [B, 2], but its input is [T, B, 2]',
  );
  expect(() => toOnnx(attention, { input: ['B', 3] })).toThrow('its input is [B, 3]');
});
