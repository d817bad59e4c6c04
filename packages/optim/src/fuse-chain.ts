import { ArgumentError } from '@tbptt/core';
import { type Expression, equation, operand, sub } from '@tbptt/core/equation';
import type { PointwiseProgram } from '@tbptt/core/operation';
import { type NormOrder, requireNormOrder } from './gradient-norm.js';
import { type Chain, type StepContext, type Transform, transformsOf } from './transform.js';

/** The names under which programs know an element of the parameter, of its gradient, and of a gradient that is only measured. */
export const PARAMETER = 'parameter';
export const GRADIENT = 'gradient';
export const MEASURED = 'measured';

/** A value under a name that no other of the chain has. */
export interface Named<Value> {
  readonly name: string;
  readonly value: Value;
}

/** A number that is the same for all elements and computed anew at every step. */
export type Uniform = Named<(context: StepContext) => number>;

/** What has to be known before the uniforms of a run of transforms can be computed, and those uniforms. */
export interface Section {
  /** The norm of the gradient that the first transform of the run is given; undefined where it asks for none. */
  readonly norm: NormOrder | undefined;
  /** Computes the gradient to be measured; undefined where that is the gradient as it came. */
  readonly probe: PointwiseProgram | undefined;
  readonly uniforms: readonly Uniform[];
}

/** A chain brought into the form in which it runs. */
export interface FusedChain {
  /** In the order of the chain: each may use the norms and uniforms of those before it. */
  readonly sections: readonly Section[];
  /**
   * The whole chain as one pass over a parameter: reads it, its gradient, its slots and the uniforms, and writes the parameter and
   * the slots where they lie, for which inputs and outputs have the same names. The gradient stays as it came.
   */
  readonly program: PointwiseProgram;
  /** The slots of all transforms by the names of transform and slot, such as `adam.mean`, with their initial values. */
  readonly slots: readonly Named<number>[];
}

/**
 * Fuses a chain: the updates of all transforms become one equation, which subtracts from the parameter what they make of the gradient. A
 * norm that a transform needs is measured before; where transforms precede it, a second equation computes what is to be measured.
 */
export function fuseChain(chain: Chain): FusedChain {
  const members = named(transformsOf(chain));
  if (members.length === 0) {
    throw new ArgumentError(
      'Optimizer',
      'the chain has no transforms; give one, such as sgd({ learningRate: 0.1 }).',
    );
  }
  const slots = members.flatMap((member) => member.slots);
  const operands = {
    arrays: [PARAMETER, GRADIENT, ...namesOf(slots)],
    uniforms: namesOf(members.flatMap(({ uniforms }) => uniforms)),
  };
  const compile = (results: Readonly<Record<string, Expression>>): PointwiseProgram =>
    equation(namesOf(members).join(', '), operands, () => results).plan({ differentiate: [] }).forward;

  const parameter = operand(PARAMETER);
  const results: Record<string, Expression> = {};
  let gradient = operand(GRADIENT);
  const sections = runsOf(members).map((run): Section => {
    const norm = run[0]?.transform.norm;
    const isMade = gradient !== operand(GRADIENT);
    const probe = norm !== undefined && isMade ? compile({ [MEASURED]: gradient }) : undefined;
    for (const { name, transform } of run) {
      const update = transform.update(gradient, {
        parameter,
        slots: symbolsOf(name, transform.slots),
        uniforms: symbolsOf(name, transform.uniforms),
      });
      gradient = update.gradient;
      for (const { name: slot, value } of qualified(name, update.slots)) results[slot] = value;
    }
    return { norm, probe, uniforms: run.flatMap(({ uniforms }) => uniforms) };
  });
  results[PARAMETER] = sub(parameter, gradient);
  return { sections, program: compile(results), slots };
}

/** A transform, its slots with their initial values and its uniforms, under names that no other of the chain has. */
interface Member {
  readonly name: string;
  readonly transform: Transform;
  readonly slots: readonly Named<number>[];
  readonly uniforms: readonly Uniform[];
}

/** Each transform under its own name; the second of a name is `momentum2`, the third `momentum3`. */
function named(transforms: readonly Transform[]): Member[] {
  const counts = new Map<string, number>();
  return transforms.map((transform) => {
    const count = (counts.get(transform.name) ?? 0) + 1;
    counts.set(transform.name, count);
    const name = count === 1 ? transform.name : `${transform.name}${count}`;
    if (transform.norm !== undefined) requireNormOrder(name, transform.norm);
    return {
      name,
      transform,
      slots: qualified(name, transform.slots),
      uniforms: qualified(name, transform.uniforms),
    };
  });
}

/** Cuts a chain where the gradient has to be measured: a transform that asks for a norm is the first of a run. */
function runsOf(members: readonly Member[]): Member[][] {
  const runs: Member[][] = [];
  for (const member of members) {
    const run = runs.at(-1);
    if (run === undefined || member.transform.norm !== undefined) runs.push([member]);
    else run.push(member);
  }
  return runs;
}

/** `{ mean: x }` of `adam` as `[{ name: 'adam.mean', value: x }]`. */
function qualified<Value>(owner: string, values: Readonly<Record<string, Value>> = {}): Named<Value>[] {
  return Object.entries(values).map(([key, value]) => ({ name: `${owner}.${key}`, value }));
}

/** A symbol for each declared name. */
function symbolsOf(owner: string, declared: object = {}): Record<string, Expression> {
  return Object.fromEntries(Object.keys(declared).map((key) => [key, operand(`${owner}.${key}`)]));
}

function namesOf(all: readonly { readonly name: string }[]): string[] {
  return all.map(({ name }) => name);
}
