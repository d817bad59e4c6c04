import { expect, test } from 'vitest';
import { lastWords } from './last-words.js';

const node = `file:///app/backend.js:3005
    throw new RangeError("Allocation exceeds the limit");
          ^

RangeError: Allocation exceeds the limit
    at malloc (file:///app/backend.js:3005:42)

Node.js v24.21.0
`;

const python = `Traceback (most recent call last):
  File "peer.py", line 3, in <module>
RuntimeError: not enough memory
`;

test('the error of a process is told, not the stack and not the version of what ran it', () => {
  expect(lastWords(node, 1, null)).toBe('RangeError: Allocation exceeds the limit');
  expect(lastWords(python, 1, null)).toBe('RuntimeError: not enough memory');
});

test('without an error the last line is told, and without a line what ended the process', () => {
  expect(lastWords('warning\nno such case\n\n', 1, null)).toBe('no such case');
  expect(lastWords(' \n', 3, null)).toBe('ended by 3');
  expect(lastWords('', null, 'SIGKILL')).toBe('ended by SIGKILL');
});
