import { seeded } from '@tbptt/core';
import { mnistDigits, SIDE, shifted } from '@tbptt/learning';
import { expect, test } from 'vitest';
import { smallRun } from '../shared/small-run.js';
import { imageRecognition } from './image-recognition.js';
import { nearestNeighbors } from './nearest-neighbors.js';

test('three networks tell digits from few examples, better than by chance', () => {
  const { value, picture } = smallRun(imageRecognition);
  expect(value('convolutional network')).toBeGreaterThan(60);
  expect(value('multi-layer perceptron')).toBeGreaterThan(50);
  expect(value('LSTM, row by row')).toBeGreaterThan(20);
  expect(picture).toContain('what it believes');
});

test('an image is its own nearest neighbor', () => {
  const { training } = mnistDigits(seeded(1), 10);
  expect(nearestNeighbors(training, training, 1)).toEqual([...training.labels.data]);
});

test('a fifth is held out, as many of each digit', () => {
  const { training, heldOut } = mnistDigits(seeded(1), 10);
  expect([training.labels.data.length, heldOut.labels.data.length]).toEqual([80, 20]);
  expect([...heldOut.labels.data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((digit) => [digit, digit]));
});

test('an image that is moved keeps its ink, unless that leaves the paper', () => {
  const data = new Float32Array(SIDE ** 2);
  data[10 * SIDE + 10] = 1;
  const moved = shifted({ shape: [1, SIDE ** 2], data }, 2, seeded(3)).data;
  const place = moved.indexOf(1);
  expect(moved.reduce((sum, x) => sum + x, 0)).toBe(1);
  expect(Math.abs(Math.floor(place / SIDE) - 10)).toBeLessThanOrEqual(2);
  expect(Math.abs((place % SIDE) - 10)).toBeLessThanOrEqual(2);
});
