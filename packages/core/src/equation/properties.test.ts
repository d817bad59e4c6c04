/** What must hold for every equation, on random ones. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectClose } from '../testing/close.js';
import { numericGradient } from '../testing/numeric-gradient.js';
import * as build from './build.js';
import { sortedExpressions } from './differentiate.js';
import { type Equation, equation } from './equation.js';
import { evaluateAll } from './evaluate-all.js';
import type { Expression, Primitive } from './expression.js';
import { gradientName } from './gradient-name.js';

const NAMES = ['x', 'y', 'w'] as const;
type Name = (typeof NAMES)[number];
type Values = Record<Name, number>;

/** A formula as a tree, independent of expressions: its value is computed by plain JavaScript. */
interface Formula {
  readonly text: string;
  readonly build: (operands: Record<Name, Expression>) => Expression;
  /** The value, and how near the nearest kink or jump is. */
  readonly value: (values: Values) => number;
  readonly distanceToKink: (values: Values) => number;
}

const smooth = () => Number.POSITIVE_INFINITY;

function leaf(name: Name): Formula {
  return {
    text: name,
    build: (operands) => operands[name],
    value: (values) => values[name],
    distanceToKink: smooth,
  };
}

function number(value: number): Formula {
  return { text: `${value}`, build: () => build.constant(value), value: () => value, distanceToKink: smooth };
}

function unary(
  text: string,
  make: (a: Expression) => Expression,
  compute: (a: number) => number,
  kink: (a: number) => number = smooth,
) {
  return (a: Formula): Formula => ({
    text: `${text}(${a.text})`,
    build: (operands) => make(a.build(operands)),
    value: (values) => compute(a.value(values)),
    distanceToKink: (values) => Math.min(a.distanceToKink(values), kink(a.value(values))),
  });
}

function binary(
  text: string,
  make: (a: Expression, b: Expression) => Expression,
  compute: (a: number, b: number) => number,
  kink: (a: number, b: number) => number = smooth,
) {
  return (a: Formula, b: Formula): Formula => ({
    text: `${text}(${a.text}, ${b.text})`,
    build: (operands) => make(a.build(operands), b.build(operands)),
    value: (values) => compute(a.value(values), b.value(values)),
    distanceToKink: (values) =>
      Math.min(a.distanceToKink(values), b.distanceToKink(values), kink(a.value(values), b.value(values))),
  });
}

const positive = (a: Expression) => build.add(build.mul(a, a), 0.5);

const unaries = [
  unary('neg', build.neg, (a) => -a),
  unary('abs', build.abs, Math.abs, Math.abs),
  unary('tanh', build.tanh, Math.tanh),
  unary('sigmoid', build.sigmoid, (a) => 1 / (1 + Math.exp(-a))),
  unary('softplus', build.softplus, (a) => Math.log1p(Math.exp(a))),
  unary(
    'exp∘tanh',
    (a) => build.exp(build.tanh(a)),
    (a) => Math.exp(Math.tanh(a)),
  ),
  unary(
    'log∘p',
    (a) => build.log(positive(a)),
    (a) => Math.log(a * a + 0.5),
  ),
  unary(
    'log1p∘p',
    (a) => build.log1p(positive(a)),
    (a) => Math.log1p(a * a + 0.5),
  ),
  unary(
    'sqrt∘p',
    (a) => build.sqrt(positive(a)),
    (a) => Math.sqrt(a * a + 0.5),
  ),
  unary(
    'pow(1.7)∘p',
    (a) => build.pow(positive(a), 1.7),
    (a) => (a * a + 0.5) ** 1.7,
  ),
  unary(
    'pow(3)',
    (a) => build.pow(a, 3),
    (a) => a ** 3,
  ),
];

const gap = (a: number, b: number) => Math.abs(a - b);
const binaries = [
  binary('add', build.add, (a, b) => a + b),
  binary('sub', build.sub, (a, b) => a - b),
  binary('mul', build.mul, (a, b) => a * b),
  binary(
    'div',
    (a, b) => build.div(a, positive(b)),
    (a, b) => a / (b * b + 0.5),
  ),
  binary('min', build.min, Math.min, gap),
  binary('max', build.max, Math.max, gap),
  binary(
    'where',
    (a, b) => build.select(build.less(a, b), a, build.mul(b, 2)),
    (a, b) => (a < b ? a : 2 * b),
    gap,
  ),
];

const leaves = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NAMES).map(leaf) },
  { weight: 1, arbitrary: fc.constantFrom(-1, 0, 1, 2, 0.5).map(number) },
);

const formulas: fc.Arbitrary<Formula> = fc.letrec<{ formula: Formula }>((tie) => ({
  formula: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaves,
    fc.tuple(fc.constantFrom(...unaries), tie('formula')).map(([make, a]) => make(a)),
    fc.tuple(fc.constantFrom(...binaries), tie('formula'), tie('formula')).map(([make, a, b]) => make(a, b)),
  ),
})).formula;

const coordinate = fc.double({ min: -2, max: 2, noNaN: true });
const places = fc.record({ x: coordinate, y: coordinate, w: coordinate });

function asEquation(first: Formula, second: Formula): Equation<Name, never, 'p' | 'q'> {
  return equation('random', { arrays: NAMES }, (operands) => ({
    p: first.build(operands),
    q: second.build(operands),
  }));
}

/** Skips formulas whose value is too large, or too near a kink, to be compared with finite differences. */
function tame(formula: Formula, values: Values): boolean {
  return Math.abs(formula.value(values)) < 1e3 && formula.distanceToKink(values) > 0.05;
}

test('simplifying and sharing do not change the value', () => {
  fc.assert(
    fc.property(formulas, places, (formula, values) => {
      const expected = formula.value(values);
      fc.pre(Number.isFinite(expected));
      const { p } = asEquation(formula, formula).evaluate(values);
      expectClose(p, expected, { relative: 1e-9, absolute: 1e-9, name: formula.text });
    }),
    { numRuns: 500 },
  );
});

test('the gradient is the slope of the value', () => {
  fc.assert(
    fc.property(formulas, formulas, places, (first, second, values) => {
      fc.pre(tame(first, values) && tame(second, values));
      const gradient = asEquation(first, second).gradient(values, { p: 1, q: -0.5 });
      const numbers = Float64Array.from(NAMES, (name) => values[name]);
      const value = () => {
        const moved = Object.fromEntries(NAMES.map((name, i) => [name, numbers[i]])) as Values;
        return first.value(moved) - 0.5 * second.value(moved);
      };
      const coarse = numericGradient(value, numbers, 0, 3, 2e-3);
      const fine = numericGradient(value, numbers, 0, 3, 1e-3);
      // Where halving the step changes the slope, a kink is near or the function is too steep to measure.
      fc.pre(coarse.every((slope, i) => gap(slope, fine[i] ?? 0) < 1e-5 * (1 + Math.abs(slope))));
      const scale = Math.max(1, ...fine.map(Math.abs));
      expectClose(
        NAMES.map((name) => gradient[name]),
        fine,
        { relative: 1e-4, absolute: 1e-4 * scale, name: `${first.text} - 0.5 ${second.text}` },
      );
    }),
    { numRuns: 500 },
  );
});

test('the backward program computes the gradient from what the forward program leaves', () => {
  fc.assert(
    fc.property(
      formulas,
      formulas,
      places,
      fc.subarray([...NAMES]),
      (first, second, values, differentiate) => {
        const random = asEquation(first, second);
        const plan = random.plan({ kinds: { w: 'row' }, differentiate });
        const left: Record<string, number> = {
          ...values,
          [gradientName('p')]: 0.7,
          [gradientName('q')]: -1.3,
        };
        for (const { name, value } of plan.forward.outputs) left[name] = evaluateAll({ value }, values).value;
        fc.pre(Object.values(left).every(Number.isFinite));
        const known = new Set(Object.keys(left));
        expect(plan.backward.inputs.filter(({ name }) => !known.has(name))).toEqual([]);

        const expected = random.gradient(values, { p: 0.7, q: -1.3 });
        for (const name of differentiate) {
          const output = plan.backward.outputs.find((candidate) => candidate.name === gradientName(name));
          const { value } = evaluateAll({ value: output?.value ?? build.constant(Number.NaN) }, left);
          expectClose(value, expected[name], { relative: 1e-9, absolute: 1e-9 });
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('the backward program computes nothing expensive of the forward program again', () => {
  const expensive: readonly Primitive[] = [
    'div',
    'sqrt',
    'exp',
    'log',
    'log1p',
    'tanh',
    'sigmoid',
    'softplus',
    'pow',
  ];
  fc.assert(
    fc.property(formulas, formulas, (first, second) => {
      const random = asEquation(first, second);
      const { backward } = random.plan({ differentiate: NAMES });
      const forward = new Set(sortedExpressions(Object.values(random.results)));
      const again = sortedExpressions(backward.outputs.map(({ value }) => value)).filter(
        (expression) =>
          expression.kind === 'call' && expensive.includes(expression.primitive) && forward.has(expression),
      );
      expect(again).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
