import { expect, test } from 'vitest';
import { walkWindows } from './windows.js';

test('the columns hold what every window reads at each of its places', () => {
  const sizes = {
    height: 3,
    width: 5,
    kernelHeight: 2,
    kernelWidth: 2,
    dilationHeight: 1,
    dilationWidth: 2,
    outHeight: 2,
    outWidth: 2,
    strideHeight: 1,
    strideWidth: 2,
  };
  const read: number[] = [];
  walkWindows(sizes, 2, (image, column) => {
    read[column] = image;
  });
  const first = [
    [0, 2, 5, 7], // place (0, 0) of the windows at (0, 0), (0, 2), (1, 0), (1, 2)
    [2, 4, 7, 9],
    [5, 7, 10, 12],
    [7, 9, 12, 14],
  ].flat();
  expect(read).toEqual([...first, ...first.map((place) => place + 15)]);
});
