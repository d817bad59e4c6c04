import { ArgumentError, Tensor } from '@tbptt/core';
import { frozenLayerOf } from '@tbptt/core/operation';

/** A layer that depends on later inputs, and the field path to it. */
interface NonCausalLayer {
  readonly path: string;
  readonly layer: object;
}

/**
 * Checks that a model can carry its state from one window or step to the next.
 *
 * @throws ArgumentError if the model, or a layer that is reached through its fields, declares
 * `causal: false`
 */
export function requireCausal(operation: string, model: object, remedy: string): void {
  const found = nonCausalLayer(model);
  if (found === undefined) return;
  const { name } = found.layer.constructor;
  const where = found.path === '' ? 'the model' : `the layer '${found.path}' of the model`;
  throw new ArgumentError(
    operation,
    `${where} is a ${name}, whose outputs depend on later inputs (causal: false), so no state can be carried past it; ${remedy}.`,
    { path: found.path },
  );
}

/** Networks that were found causal: single steps must not walk the fields each time. */
const causal = new WeakSet<object>();

/** Checks once for each network that it can make single steps. */
export function requireCausalSteps(network: object): void {
  if (causal.has(network)) return;
  requireCausal(network.constructor.name, network, 'use unroll with the whole sequence');
  causal.add(network);
}

/** The first layer with `causal: false` among the fields of a model, its arrays, maps and sets. */
function nonCausalLayer(model: object): NonCausalLayer | undefined {
  const seen = new Set<object>();
  const search = (value: unknown, path: string): NonCausalLayer | undefined => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return undefined;
    if (value instanceof Tensor || ArrayBuffer.isView(value)) return undefined;
    seen.add(value);
    const frozenLayer = frozenLayerOf(value);
    if (frozenLayer !== undefined) return search(frozenLayer, path);
    if (isLayer(value)) {
      if (value.causal === false) return { path, layer: value };
      if (value.causal === true) return undefined;
    }
    for (const [key, field] of fieldsOf(value)) {
      const found = search(field, path === '' ? key : `${path}.${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return search(model, '');
}

function fieldsOf(value: object): Iterable<readonly [string, unknown]> {
  if (value instanceof Map) return Array.from(value, ([key, field]) => [String(key), field] as const);
  if (value instanceof Set) return Array.from(value, (field, index) => [String(index), field] as const);
  return Object.entries(value);
}

function isLayer(value: object): value is { readonly causal?: unknown } {
  return 'unroll' in value || 'forward' in value;
}
