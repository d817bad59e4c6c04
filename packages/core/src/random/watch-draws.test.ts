import { expect, test } from 'vitest';
import type { Random } from './random.js';
import { seeded } from './seeded.js';
import { watchDraws } from './watch-draws.js';

test('a watch sees the state before each draw, so that draws can be repeated', () => {
  const random = seeded(3);
  const states: ReturnType<Random['state']>[] = [];
  const draw = () => [random.float(), random.uint32(), random.integer(10), random.normal()];
  const drawn = watchDraws((drawing) => {
    expect(drawing).toBe(random);
    states.push(drawing.state());
  }, draw);
  expect(states.length).toBeGreaterThanOrEqual(4);
  random.restore(states[0] ?? []);
  expect(draw()).toEqual(drawn);
});

test('watches nest and end, also by an error', () => {
  const random = seeded(3);
  let [outer, inner] = [0, 0];
  watchDraws(
    () => outer++,
    () => {
      random.float();
      expect(() =>
        watchDraws(
          () => inner++,
          () => {
            random.float();
            throw new Error('stop');
          },
        ),
      ).toThrow('stop');
      random.float();
    },
  );
  random.float();
  expect([outer, inner]).toEqual([2, 1]);
});
