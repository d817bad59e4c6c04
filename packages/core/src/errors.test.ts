import { expect, test } from 'vitest';
import {
  ArgumentError,
  FormatError,
  HostError,
  LifetimeError,
  NonFiniteError,
  ShapeError,
  TbpttError,
} from './errors.js';

const kinds = { ArgumentError, FormatError, HostError, LifetimeError, NonFiniteError, ShapeError };

test('every kind of error is a TbpttError that is known by its name and carries the facts', () => {
  for (const [name, Kind] of Object.entries(kinds)) {
    const error = new Kind('matmul', 'they must be equal.', { columns: 3 });
    expect(error).toBeInstanceOf(TbpttError);
    expect(error).toMatchObject({
      name,
      operation: 'matmul',
      rule: 'they must be equal.',
      message: 'matmul: they must be equal.',
      facts: { columns: 3 },
    });
  }
});
