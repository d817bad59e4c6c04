import type { Parameter, Shape } from '@tbptt/core';
import { type Address, addressIn, gradientAddressIn, type LinearMemory } from '@tbptt/core/operation';
import { type FusedChain, GRADIENT, MEASURED, PARAMETER } from './fuse-chain.js';
import type { PlacedNorm } from './placed-norm.js';
import type { Operands } from './placed-program.js';

/** A slot of one parameter. */
export interface PlacedSlot {
  /** Transform, slot and the path of the parameter, such as `adam.firstMoment.layers.0.weight`. */
  readonly name: string;
  /** Whether its numbers are at least 0. */
  readonly notNegative: boolean;
  readonly shape: Shape;
  readonly address: Address;
  readonly size: number;
}

/** A parameter in one memory, with its gradient, its slots and its norms. */
export interface PlacedParameter extends Operands {
  readonly path: string;
  readonly parameter: Parameter;
  readonly address: Address;
  readonly gradient: Address;
  readonly slots: readonly PlacedSlot[];
}

/**
 * Places a parameter. Slots start from their initial values. `allocate` gives memory that lives as
 * long as the chain, `measured` is the address at which probes write, and `norms` has the norm of
 * each stage that requests one.
 */
export function placeParameter(
  path: string,
  parameter: Parameter,
  memory: LinearMemory,
  { slots, stages, notNegative }: FusedChain,
  allocate: (elements: number, initial?: number) => Address,
  measured: Address,
  norms: readonly (PlacedNorm | undefined)[],
): PlacedParameter {
  const { shape, size } = parameter;
  const columns = shape.length < 2 ? size : (shape.at(-1) ?? 1);
  const address = addressIn(memory, parameter);
  const gradient = gradientAddressIn(memory, parameter);
  const placedSlots = slots.map(({ name, value }) => ({ slot: name, address: allocate(size, value) }));
  const placedNorms = stages.flatMap(({ norm: names }, index): [string, Address][] => {
    const norm = norms[index]?.of(parameter);
    if (names === undefined || norm === undefined) return [];
    return [
      [names.gradient, norm.gradientNorm],
      [names.parameter, norm.parameterNorm],
    ];
  });
  const addresses = new Map<string, Address>([
    [PARAMETER, address],
    [GRADIENT, gradient],
    [MEASURED, measured],
    ...placedSlots.map(({ slot, address }) => [slot, address] as const),
    ...placedNorms,
  ]);
  return {
    path,
    parameter,
    address,
    gradient,
    slots: placedSlots.map(({ slot, address }) => ({
      name: path === '' ? slot : `${slot}.${path}`,
      notNegative: notNegative.has(slot),
      shape,
      address,
      size,
    })),
    addresses,
    size,
    columns,
  };
}
