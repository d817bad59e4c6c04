import { ArgumentError } from '@tbptt/core';
import { constant, type Expression, operand, sub } from '@tbptt/core/equation';
import { describe, type PointwiseProgram } from '@tbptt/core/operation';
import type { Stage } from './branches.js';
import { fusedProgram } from './fused-program.js';
import type { StepContext, Transform, Update } from './transform.js';
import { withoutSubnormals } from './without-subnormals.js';

/**
 * The names in programs of an element of the parameter, of its gradient, and of a gradient that is
 * only measured.
 */
export const PARAMETER = 'parameter';
export const GRADIENT = 'gradient';
export const MEASURED = 'measured';

/** A value under a name that is unique in the chain. */
export interface Named<Value> {
  readonly name: string;
  readonly value: Value;
}

/** A number that is computed in every step. */
export type Uniform = Named<(context: StepContext) => number>;

/** The names in programs of the norms that a transform uses. */
export interface NormNames {
  readonly gradient: string;
  readonly parameter: string;
}

/** A stage, with the norms and the probe that must be computed before it runs. */
export interface FusedStage {
  readonly stage: Stage;
  readonly uniforms: readonly Uniform[];
  /** Undefined if the transform declares no norm. */
  readonly norm: NormNames | undefined;
  /** Computes the gradient that is measured. Undefined if none is, or if it is the gradient of the loss. */
  readonly probe: PointwiseProgram | undefined;
}

/** A chain in the form in which it runs. */
export interface FusedChain {
  /** In the order of the chain: each stage may use the norms and uniforms of those before it. */
  readonly stages: readonly FusedStage[];
  /**
   * The whole chain as one pass over a parameter: reads the parameter, its gradient, its slots and
   * the uniforms, and writes the parameter and the slots in place, so inputs and outputs have the
   * same names. The gradient is not changed. Slots hold 0 instead of subnormal numbers.
   */
  readonly program: PointwiseProgram;
  /**
   * A pass over a parameter that takes no part in a step: writes the slots that change in every
   * step. Undefined if there are none.
   */
  readonly idle: PointwiseProgram | undefined;
  /**
   * The initial values of the slots of all transforms, by the names of transform and slot, such as
   * `adam.firstMoment`.
   */
  readonly slots: readonly Named<number>[];
  /** The names of the slots that are never negative. */
  readonly notNegative: ReadonlySet<string>;
  /** The name of the slot with averages of the parameters. */
  readonly averages: string | undefined;
  /** Whether the averages change in every step, and not only if the parameter takes part. */
  readonly averagesEveryStep: boolean;
}

/**
 * Fuses a chain: the updates of all transforms become one equation, whose gradient is subtracted
 * from the parameter. A norm that a transform uses is measured before. If transforms precede it, a
 * second equation computes the gradient that is measured.
 *
 * @throws ArgumentError if the chain has no transforms, if averages are not kept by the last one,
 * or if an update returns something other than expressions for its gradient and its declared slots.
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
  const norms = members.flatMap(normKinds);
  const operands = {
    name: namesOf(members).join(', '),
    arrays: [PARAMETER, GRADIENT, ...namesOf(slots), ...norms.map(([norm]) => norm)],
    uniforms: namesOf(members.flatMap((member) => member.uniforms)),
    kinds: Object.fromEntries(norms),
  };
  const compile = (results: Readonly<Record<string, Expression>>): PointwiseProgram =>
    fusedProgram({ ...operands, results });

  const results: Record<string, Expression> = {};
  const idle: Record<string, Expression> = {};
  let gradient = operand(GRADIENT);
  const stages = members.map((member): FusedStage => {
    const { stage, transform, uniforms, norm } = member;
    const isMade = gradient !== operand(GRADIENT);
    const probe = transform.norm !== undefined && isMade ? compile({ [MEASURED]: gradient }) : undefined;
    const update = updateOf(member, gradient);
    gradient = update.gradient;
    Object.assign(results, slotResults(member, update));
    if (transform.everyStep) Object.assign(idle, slotResults(member, updateOf(member, constant(0))));
    return { stage, uniforms, norm, probe };
  });
  results[PARAMETER] = sub(operand(PARAMETER), gradient);
  return {
    stages,
    program: compile(results),
    idle: Object.keys(idle).length === 0 ? undefined : compile(idle),
    slots,
    notNegative: new Set(
      members.flatMap(({ name, transform }) =>
        (transform.notNegative ?? []).map((slot) => `${name}.${slot}`),
      ),
    ),
    ...averagesOf(members),
  };
}

/** A stage with its slots and uniforms under names that are unique in the chain. */
interface Member {
  readonly name: string;
  readonly stage: Stage;
  readonly transform: Transform;
  readonly slots: readonly Named<number>[];
  readonly uniforms: readonly Uniform[];
  readonly norm: NormNames | undefined;
}

/** Returns the norms of a transform: one number for a parameter, or one for each column. */
function normKinds({ norm, transform }: Member): [string, 'column' | 'row'][] {
  if (norm === undefined) return [];
  const kind = transform.norm?.scope === 'unit' ? 'row' : 'column';
  return [
    [norm.gradient, kind],
    [norm.parameter, kind],
  ];
}

/** Names every transform. The second transform of a name is `momentum2`, the third `momentum3`. */
function named(stages: readonly Stage[]): Member[] {
  const counts = new Map<string, number>();
  const taken = new Set<string>();
  return stages.map((stage) => {
    const { transform } = stage;
    const count = (counts.get(transform.name) ?? 0) + 1;
    counts.set(transform.name, count);
    const name = count === 1 ? transform.name : `${transform.name}${count}`;
    if (taken.has(name)) {
      throw new ArgumentError(
        'Optimizer',
        `the chain has two transforms whose slots would be called '${name}'; give one of them another name.`,
      );
    }
    taken.add(name);
    return {
      name,
      stage,
      transform,
      slots: qualified(name, transform.slots),
      uniforms: qualified(name, transform.uniforms),
      // Names of slots and uniforms have one dot.
      norm:
        transform.norm === undefined
          ? undefined
          : { gradient: `${name}.norm.gradient`, parameter: `${name}.norm.parameter` },
    };
  });
}

/**
 * Returns the update of a transform.
 *
 * @throws ArgumentError unless it gives expressions for the gradient and for declared slots.
 */
function updateOf({ name, transform, norm }: Member, gradient: Expression): Update<Record<string, number>> {
  const update = transform.update(gradient, {
    parameter: operand(PARAMETER),
    slots: symbolsOf(name, transform.slots),
    uniforms: symbolsOf(name, transform.uniforms),
    get gradientNorm() {
      if (norm === undefined) throw undeclaredNorm(name, 'gradientNorm', 'norm: norm(2)');
      return operand(norm.gradient);
    },
    get parameterNorm() {
      if (norm === undefined || transform.norm?.scope === 'all') {
        throw undeclaredNorm(name, 'parameterNorm', "norm: norm(2, { scope: 'parameter' })");
      }
      return operand(norm.parameter);
    },
  });
  if (!isExpression(update?.gradient)) {
    throw new ArgumentError(
      name,
      `the gradient that update returns is ${describe(update?.gradient)}; update must return { gradient } or { gradient, slots } of expressions.`,
    );
  }
  const declared = Object.keys(transform.slots ?? {});
  const { slots = {} } = update;
  if (typeof slots !== 'object' || slots === null) {
    throw new ArgumentError(
      name,
      `the slots that update returns are ${describe(slots)}; they must be an object of expressions.`,
    );
  }
  for (const [slot, value] of Object.entries(slots)) {
    if (!declared.includes(slot)) {
      throw new ArgumentError(
        name,
        `update returns a slot '${slot}', which is not declared; ${declared.length === 0 ? 'there are no slots' : `the slots are ${declared.join(', ')}`}.`,
      );
    }
    if (!isExpression(value)) {
      throw new ArgumentError(
        name,
        `update returns ${describe(value)} for the slot ${slot}; it must be an expression.`,
      );
    }
  }
  return update;
}

function undeclaredNorm(name: string, norm: string, declaration: string): ArgumentError {
  return new ArgumentError(
    name,
    `update reads ${norm}, which is not measured; declare ${declaration} beside update.`,
  );
}

function isExpression(value: unknown): value is Expression {
  return typeof value === 'object' && value !== null && 'kind' in value && 'id' in value;
}

/** Returns the slots after a step, under their names in the chain. */
function slotResults(
  { name }: Member,
  { slots }: Update<Record<string, number>>,
): Record<string, Expression> {
  return Object.fromEntries(
    qualified(name, slots).map(({ name: slot, value }) => [slot, withoutSubnormals(value)]),
  );
}

/**
 * Returns the slot with averages of the parameters. Only the last transform can keep one, because
 * later transforms would change the parameters after it.
 */
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

/** `{ firstMoment: x }` of `adam` as `[{ name: 'adam.firstMoment', value: x }]`. */
function qualified<Value>(owner: string, values: Readonly<Record<string, Value>> = {}): Named<Value>[] {
  return Object.entries(values).map(([key, value]) => ({ name: `${owner}.${key}`, value }));
}

/** Returns a symbol for each declared name. */
function symbolsOf(owner: string, declared: object = {}): Record<string, Expression> {
  return Object.fromEntries(Object.keys(declared).map((key) => [key, operand(`${owner}.${key}`)]));
}

function namesOf(all: readonly { readonly name: string }[]): string[] {
  return all.map(({ name }) => name);
}
