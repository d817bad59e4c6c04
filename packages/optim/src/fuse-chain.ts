import { ArgumentError } from '@tbptt/core';
import { constant, type Expression, equation, operand, sub } from '@tbptt/core/equation';
import type { PointwiseProgram } from '@tbptt/core/operation';
import type { Stage } from './branches.js';
import { requireNormOrder } from './gradient-norm.js';
import type { StepContext, Transform } from './transform.js';
import { withoutSubnormals } from './without-subnormals.js';

/** The names under which programs know an element of the parameter, of its gradient, and of a gradient that is only measured. */
export const PARAMETER = 'parameter';
export const GRADIENT = 'gradient';
export const MEASURED = 'measured';

/** A value under a name that no other of the chain has. */
export interface Named<Value> {
  readonly name: string;
  readonly value: Value;
}

/** A number that is computed anew at every step. */
export type Uniform = Named<(context: StepContext) => number>;

/** A stage in its place: what has to be known before it can run. */
export interface FusedStage {
  readonly stage: Stage;
  readonly uniforms: readonly Uniform[];
  /** Whether the uniforms are rows: a number for each column of a parameter, instead of one for all. */
  readonly rows: boolean;
  /** Computes the gradient that is to be measured; undefined where there is none, or where it is the gradient as it came. */
  readonly probe: PointwiseProgram | undefined;
}

/** A chain brought into the form in which it runs. */
export interface FusedChain {
  /** In the order of the chain: each may use the norms and uniforms of those before it. */
  readonly stages: readonly FusedStage[];
  /**
   * The whole chain as one pass over a parameter: reads it, its gradient, its slots and the uniforms, and writes the parameter and
   * the slots where they lie, for which inputs and outputs have the same names. The gradient stays as it came. Slots hold no subnormal
   * numbers: those are 0.
   */
  readonly program: PointwiseProgram;
  /**
   * A pass over a parameter that takes no part in a step: writes the slots that change in every step. Undefined if there are none.
   */
  readonly idle: PointwiseProgram | undefined;
  /** The slots of all transforms by the names of transform and slot, such as `adam.mean`, with their initial values. */
  readonly slots: readonly Named<number>[];
  /** The slot that holds averages of the parameters, if there is one. */
  readonly averages: string | undefined;
  /** Whether the averages change in every step, and not only in those in which the parameter takes part. */
  readonly averagesEveryStep: boolean;
}

/**
 * Fuses a chain: the updates of all transforms become one equation, which subtracts from the parameter what they make of the gradient. A
 * norm that a transform needs is measured before; where transforms precede it, a second equation computes what is to be measured.
 */
export function fuseChain(chain: readonly Stage[]): FusedChain {
  const members = named(chain);
  if (members.length === 0) {
    throw new ArgumentError(
      'Optimizer',
      'the chain has no transforms; give one, such as sgd({ learningRate: 0.1 }).',
    );
  }
  const slots = members.flatMap((member) => member.slots);
  const rows = namesOf(members.flatMap((member) => (member.rows ? member.uniforms : [])));
  const operands = {
    arrays: [PARAMETER, GRADIENT, ...namesOf(slots), ...rows],
    uniforms: namesOf(members.flatMap((member) => (member.rows ? [] : member.uniforms))),
  };
  const kinds = Object.fromEntries(rows.map((name) => [name, 'row' as const]));
  const compile = (results: Readonly<Record<string, Expression>>): PointwiseProgram =>
    equation(namesOf(members).join(', '), operands, () => results).plan({ kinds, differentiate: [] }).forward;

  const parameter = operand(PARAMETER);
  const results: Record<string, Expression> = {};
  const idle: Record<string, Expression> = {};
  let gradient = operand(GRADIENT);
  const stages = members.map(({ name, transform, ...member }): FusedStage => {
    const isMade = gradient !== operand(GRADIENT);
    const probe = transform.norm !== undefined && isMade ? compile({ [MEASURED]: gradient }) : undefined;
    const operands = {
      parameter,
      slots: symbolsOf(name, transform.slots),
      uniforms: symbolsOf(name, transform.uniforms),
    };
    const update = transform.update(gradient, operands);
    gradient = update.gradient;
    Object.assign(results, slotResults(name, update.slots));
    if (transform.everyStep) {
      Object.assign(idle, slotResults(name, transform.update(constant(0), operands).slots));
    }
    return { stage: member.stage, uniforms: member.uniforms, rows: member.rows, probe };
  });
  results[PARAMETER] = sub(parameter, gradient);
  return {
    stages,
    program: compile(results),
    idle: Object.keys(idle).length === 0 ? undefined : compile(idle),
    slots,
    ...averagesOf(members),
  };
}

/** The slots after a step under the names that they have in the chain. */
function slotResults(
  owner: string,
  slots: Readonly<Record<string, Expression>> = {},
): Record<string, Expression> {
  return Object.fromEntries(
    qualified(owner, slots).map(({ name, value }) => [name, withoutSubnormals(value)]),
  );
}

/** A stage, its slots with their initial values and its uniforms, under names that no other of the chain has. */
interface Member {
  readonly name: string;
  readonly stage: Stage;
  readonly transform: Transform;
  readonly slots: readonly Named<number>[];
  readonly uniforms: readonly Uniform[];
  readonly rows: boolean;
}

/** Each transform under its own name; the second of a name is `momentum2`, the third `momentum3`. */
function named(stages: readonly Stage[]): Member[] {
  const counts = new Map<string, number>();
  return stages.map((stage) => {
    const { transform } = stage;
    const { norm, normScope = 'all' } = transform;
    const count = (counts.get(transform.name) ?? 0) + 1;
    counts.set(transform.name, count);
    const name = count === 1 ? transform.name : `${transform.name}${count}`;
    if (norm !== undefined) requireNormOrder(name, norm);
    if (norm !== undefined && transform.everyStep) {
      throw new ArgumentError(
        name,
        'it declares everyStep and a norm; a parameter that takes no part in a step has no gradient to measure, so one of them must go.',
      );
    }
    return {
      name,
      stage,
      transform,
      slots: qualified(name, transform.slots),
      uniforms: qualified(name, transform.uniforms),
      rows: norm !== undefined && normScope !== 'all',
    };
  });
}

/** The slot with averages of the parameters, which only the last transform can keep: after it the parameters would still change. */
function averagesOf(members: readonly Member[]): Pick<FusedChain, 'averages' | 'averagesEveryStep'> {
  const keeper = members.find(({ transform }) => transform.averages !== undefined);
  if (keeper === undefined) return { averages: undefined, averagesEveryStep: false };
  if (keeper !== members.at(-1)) {
    throw new ArgumentError(
      keeper.name,
      'it keeps averages of the parameters, but another transform follows it; it must be the last of the chain.',
    );
  }
  return {
    averages: `${keeper.name}.${keeper.transform.averages}`,
    averagesEveryStep: keeper.transform.everyStep ?? false,
  };
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
