import type { Parameter, Shape } from '@tbptt/core';
import { type Address, addressIn, gradientAddressIn, type LinearMemory } from '@tbptt/core/operation';
import { type FusedChain, GRADIENT, MEASURED, PARAMETER } from './fuse-chain.js';
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

/** Norms of the gradient and of the parameter, of some elements each. */
export interface Norms {
  readonly gradient: Float64Array;
  readonly parameter: Float64Array;
}

/** A parameter in one memory, with its gradient, its slots and the rows of its uniforms. */
export interface PlacedParameter extends Operands {
  readonly path: string;
  readonly parameter: Parameter;
  readonly address: Address;
  readonly gradient: Address;
  readonly slots: readonly PlacedSlot[];
  /** Room for the norms of the whole parameter and of its units. */
  readonly room: Readonly<Record<'parameter' | 'unit', Norms>>;
}

/**
 * Places a parameter. Slots start from their initial values. `allocate` gives memory that lives as long as the chain, and
 * `measured` is the address at which probes write.
 */
export function placeParameter(
  path: string,
  parameter: Parameter,
  memory: LinearMemory,
  { slots, stages, notNegative }: FusedChain,
  allocate: (elements: number, initial?: number) => Address,
  measured: Address,
): PlacedParameter {
  const { shape, size } = parameter;
  const columns = shape.length < 2 ? size : (shape.at(-1) ?? 1);
  const address = addressIn(memory, parameter);
  const gradient = gradientAddressIn(memory, parameter);
  const placedSlots = slots.map(({ name, value }) => ({ slot: name, address: allocate(size, value) }));
  const rows = stages.flatMap(({ rows, uniforms }) => (rows ? uniforms : []));
  const addresses = new Map([
    [PARAMETER, address],
    [GRADIENT, gradient],
    [MEASURED, measured],
    ...placedSlots.map(({ slot, address }) => [slot, address] as const),
    ...rows.map(({ name }) => [name, allocate(columns)] as const),
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
    room: { parameter: normsOf(1), unit: normsOf(shape.length < 2 ? 1 : columns) },
  };
}

function normsOf(count: number): Norms {
  return { gradient: new Float64Array(count), parameter: new Float64Array(count) };
}
