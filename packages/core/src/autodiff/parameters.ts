import { Parameter } from '../tensor/parameter.js';
import { Tensor } from '../tensor/tensor.js';

/**
 * The parameters of a model by field path: every `Parameter` that is reached from it through the fields of objects and the elements
 * of arrays, named by the way there, such as `layers.0.weight`. A parameter reached twice (a tied weight) stands under its first path.
 *
 * Private fields (`#weight`), maps, sets and what a function captures are not looked into.
 */
export function parametersOf(model: object): Map<string, Parameter> {
  const found = new Map<string, Parameter>();
  const seen = new Set<object>();
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if (value instanceof Parameter) found.set(path, value);
    if (value instanceof Tensor || ArrayBuffer.isView(value)) return;
    for (const [key, field] of Object.entries(value)) visit(field, path === '' ? key : `${path}.${key}`);
  };
  visit(model, '');
  return found;
}
