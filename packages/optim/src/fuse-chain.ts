import { ArgumentError } from '@tbptt/core';
import { type Expression, equation, operand, sub } from '@tbptt/core/equation';
import type { PointwiseProgram } from '@tbptt/core/operation';
import { type NormOrder, requireNormOrder } from './gradient-norm.js';
import { type Chain, type StepContext, type Transform, transformsOf } from './transform.js';

/** The names under which programs know an element of the parameter, of its gradient, and of a gradient that is only measured. */
export const PARAMETER = 'parameter';
export const GRADIENT = 'gradient';
export const MEASURED = 'measured';

/** A number that is the same for all elements and computed anew at every step. */
export interface Uniform {
  readonly name: string;
  readonly value: (context: StepContext) => number;
}

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
  readonly slots: ReadonlyMap<string, number>;
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
  const slots = new Map(members.flatMap(({ name, transform }) => qualified(name, transform.slots)));
  const programOf = (results: Record<string, Expression>): PointwiseProgram => {
    const arrays = [PARAMETER, GRADIENT, ...slots.keys()];
    const uniforms = members.flatMap(({ name, transform }) =>
      qualified(name, transform.uniforms).map(([key]) => key),
    );
    const name = members.map((member) => member.name).join(', ');
    return equation(name, { arrays, uniforms }, () => results).plan({ differentiate: [] }).forward;
  };

  const parameter = operand(PARAMETER);
  let gradient = operand(GRADIENT);
  const updatedSlots: Record<string, Expression> = {};
  const sections: {
    norm: NormOrder | undefined;
    probe: PointwiseProgram | undefined;
    uniforms: Uniform[];
  }[] = [];
  for (const { name, transform } of members) {
    const { norm, slots, uniforms } = transform;
    if (norm !== undefined) requireNormOrder(name, norm);
    if (norm !== undefined || sections.length === 0) {
      const untouched = gradient === operand(GRADIENT);
      const probe = norm === undefined || untouched ? undefined : programOf({ [MEASURED]: gradient });
      sections.push({ norm, probe, uniforms: [] });
    }
    sections.at(-1)?.uniforms.push(...qualified(name, uniforms).map(([name, value]) => ({ name, value })));
    const update = transform.update(gradient, {
      parameter,
      slots: symbolsOf(name, slots),
      uniforms: symbolsOf(name, uniforms),
    });
    gradient = update.gradient;
    Object.assign(updatedSlots, Object.fromEntries(qualified(name, update.slots)));
  }
  return { sections, program: programOf({ ...updatedSlots, [PARAMETER]: sub(parameter, gradient) }), slots };
}

/** A transform under a name that no other of the chain has. */
interface Member {
  readonly name: string;
  readonly transform: Transform;
}

/** Each transform under its own name; the second of a name is `momentum2`, the third `momentum3`. */
function named(transforms: readonly Transform[]): Member[] {
  const counts = new Map<string, number>();
  return transforms.map((transform) => {
    const count = (counts.get(transform.name) ?? 0) + 1;
    counts.set(transform.name, count);
    return { name: count === 1 ? transform.name : `${transform.name}${count}`, transform };
  });
}

/** `[['adam.mean', x], ...]` of `adam` and `{ mean: x, ... }`. */
function qualified<Value>(name: string, values: Readonly<Record<string, Value>> = {}): [string, Value][] {
  return Object.entries(values).map(([key, value]) => [`${name}.${key}`, value]);
}

/** A symbol for each declared name, under its own name. */
function symbolsOf(name: string, declared: object = {}): Record<string, Expression> {
  return Object.fromEntries(Object.keys(declared).map((key) => [key, operand(`${name}.${key}`)]));
}
