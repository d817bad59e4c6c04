import { type Parameter, parameter, zeros } from '@tbptt/core';
import { expect, test } from 'vitest';
import { branchesOf } from './branches.js';
import type { Chain } from './chain.js';
import { groups } from './groups.js';
import { clipByValue } from './transforms/clip-by-value.js';

const [a, b, c, d] = [clipByValue(1), clipByValue(2), clipByValue(3), clipByValue(4)];

const parameters = (...paths: string[]): Map<string, Parameter> =>
  new Map(paths.map((path) => [path, parameter(zeros([1]))]));

/** The transforms that each parameter passes. */
const routes = (chain: Chain, ...paths: string[]) =>
  Object.fromEntries(
    branchesOf(chain, parameters(...paths)).branches.flatMap((branch) =>
      [...branch.parameters.keys()].map((path) => [path, branch.stages.map(({ transform }) => transform)]),
    ),
  );

const named =
  (...names: string[]) =>
  (path: string) =>
    names.includes(path);

test('chains may hold chains', () => {
  expect(routes([a, [[b], []], c], 'x')).toEqual({ x: [a, b, c] });
});

test('groups part the parameters, and what stands before and after them is common to all', () => {
  const chain = [a, groups([{ parameters: named('x'), chain: [b] }, { chain: [c, b] }]), d];
  expect(routes(chain, 'x', 'y', 'z')).toEqual({ x: [a, b, d], y: [a, c, b, d], z: [a, c, b, d] });
});

test('groups may stand in groups, and after groups', () => {
  const inner = groups([{ parameters: named('y'), chain: [c] }, { chain: [] }]);
  const outer = groups([{ parameters: named('x'), chain: [a] }, { chain: [b, inner] }]);
  const across = groups([{ parameters: named('x', 'z'), chain: [d] }, { chain: [a] }]);
  expect(routes([outer, across], 'x', 'y', 'z')).toEqual({ x: [a, d], y: [b, c, a], z: [b, d] });
});

test('a stage that branches share is one, and comes after those on which it depends', () => {
  const chain = [a, groups([{ parameters: named('x'), chain: [b] }, { chain: [b] }]), c];
  const { stages, branches } = branchesOf(chain, parameters('x', 'y'));
  expect(stages.map(({ transform }) => transform)).toEqual([a, b, b, c]);
  const [first, second] = branches.map((branch) => branch.stages.map((stage) => stages.indexOf(stage)));
  expect([first, second]).toEqual([
    [0, 1, 3],
    [0, 2, 3],
  ]);
});
