import { expect, test } from 'vitest';
import { smallRun } from '../shared/small-run.js';
import { control } from './control.js';

test('a policy with a memory balances longer than one without', () => {
  const { value, picture } = smallRun(control);
  expect(value('recurrent policy, the worst of 1 seeds')).toBeGreaterThan(
    value('memoryless policy, the best of them'),
  );
  expect(picture).toContain('Angular velocity');
});
