import { expect, test } from 'vitest';
import { inAscii } from '../config/tsup.base.js';

test('bundles have no letters beyond ASCII', () => {
  expect(inAscii('/** `Σ wₖ` */\nadd(a, b);')).toBe('/** `\\u03a3 w\\u2096` */\nadd(a, b);');
});

test('a pair of surrogates becomes two escapes, as in a string', () => {
  expect(inAscii("'😀'")).toBe("'\\ud83d\\ude00'");
});
