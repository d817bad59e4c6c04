import { expect, test } from 'vitest';
import { duplicateKey } from './duplicate-key.js';

test('a key that stands twice in one object is found, however it is written', () => {
  expect(duplicateKey('{"a": 1, "b": 2, "a": 3}')).toBe('a');
  expect(duplicateKey('{"a": 1, "\\u0061": 3}')).toBe('a');
  expect(duplicateKey('{"x": [{"y": {}, "y": 1}]}')).toBe('y');
  expect(duplicateKey('{"": 1, "": 2}')).toBe('');
});

test('the same key in different objects, or as a value, is none', () => {
  expect(duplicateKey('{"a": {"a": "a"}, "b": ["a", {"a": 1}, {"a": 2}]}')).toBeUndefined();
  expect(duplicateKey('[{"a": 1}, {"a": 1}]')).toBeUndefined();
  expect(duplicateKey('"a"')).toBeUndefined();
});

test('what looks like a key inside a text is none', () => {
  expect(duplicateKey('{"a": "\\"a\\": {}", "b": "\\\\", "c": ":\\\\\\"a"}')).toBeUndefined();
  expect(duplicateKey('{"a": "{", "b": "}", "a": 1}')).toBe('a');
});
