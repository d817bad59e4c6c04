/** A README names everything that its package exports; of the classes of errors those that it wants to. */
import { readFileSync } from 'node:fs';
import * as blas from '@tbptt/blas';
import * as core from '@tbptt/core';
import * as files from '@tbptt/core/files';
import * as coreNode from '@tbptt/core/node';
import * as data from '@tbptt/data';
import * as dataNode from '@tbptt/data/node';
import * as keras from '@tbptt/keras';
import * as mpi from '@tbptt/mpi';
import * as onnx from '@tbptt/onnx';
import * as optim from '@tbptt/optim';
import * as rnn from '@tbptt/rnn';
import * as checkpoint from '@tbptt/rnn/checkpoint';
import * as folder from '@tbptt/rnn/folder';
import * as inspection from '@tbptt/rnn/inspection';
import * as online from '@tbptt/rnn/online';
import * as sequences from '@tbptt/rnn/sequence-to-sequence';
import * as tensorboard from '@tbptt/tensorboard';
import * as tensorboardNode from '@tbptt/tensorboard/node';
import { expect, test } from 'vitest';

test.each<[name: string, exported: object]>([
  ['blas', blas],
  ['core', { ...core, ...files, ...coreNode }],
  ['data', { ...data, ...dataNode }],
  ['mpi', mpi],
  ['keras', keras],
  ['onnx', onnx],
  ['optim', optim],
  ['rnn', { ...rnn, ...checkpoint, ...folder, ...inspection, ...online, ...sequences }],
  ['tensorboard', { ...tensorboard, ...tensorboardNode }],
])('the README of %s names every export', (name, exported) => {
  const readme = readFileSync(new URL(`../../packages/${name}/README.md`, import.meta.url), 'utf8');
  const code = [...readme.matchAll(/```.*?```|`[^`]+`/gs)].map(([text]) => text).join(' ');
  const names = new Set(code.match(/\w+/g));
  const missing = Object.keys(exported).filter((key) => !names.has(key) && !key.endsWith('Error'));
  expect(missing).toEqual([]);
});
