import { expect, test } from 'vitest';
import { printable } from './printable.js';

test('ordinary text in any script, and its line ends, stay', () => {
  const text = 'Call me Ishmael.\n—חן ϰητος 鯨 🐳';
  expect(printable(text)).toBe(text);
});

test('orders to the terminal become pictures', () => {
  expect(printable('\x1b[2J\r\x07\x7f\ta')).toBe('␛[2J␍␇␡ a');
  expect(printable('\x9b31m\u202eabc')).toBe('\ufffd31m\ufffdabc');
});
