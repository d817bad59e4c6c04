import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { recordingsIn } from '../record.js';
import { smallRun } from '../shared/small-run.js';
import { recordedMeasures, sequenceClassics } from './sequence-classics.js';

test('each of the tasks is solved in a small size, and drawn', () => {
  const { measures, picture } = smallRun(sequenceClassics);
  expect(measures.map(({ value }) => value)).toEqual([1, 1, 1, 1]);
  for (const task of ['Adding', 'Temporal order', 'Copying', 'Continual Reber']) {
    expect(picture).toContain(`>${task}: `);
  }
});

test('the recording has the counts of the recorded learning experiments', () => {
  const recordings = recordingsIn(fileURLToPath(new URL('../../..', import.meta.url)));
  const measures = recordings.find(({ name }) => name === 'sequence-classics')?.measures;
  expect(measures).toEqual(recordedMeasures());
});
