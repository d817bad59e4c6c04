import { activations, countOf, losses, MOST, type Plan, type Preset, presets, withLayers } from './plan.js';

/** Returns whether a text names an own property of a record. */
function isKey<T extends object>(record: T, text: string | null): text is Extract<keyof T, string> {
  return text !== null && Object.hasOwn(record, text);
}

/** Reads a list of finite numbers; undefined if it is not one of `count` numbers. */
function numbersIn(text: string | null, count: number): readonly number[] | undefined {
  if (text === null || text === '') return undefined;
  const numbers = text.split(',').map(Number);
  return numbers.length === count && numbers.every((x) => Number.isFinite(x) && Math.abs(x) <= 1e6)
    ? numbers
    : undefined;
}

/** Reads the preset of an address; `textbook` if it names none. */
export function presetIn(search: URLSearchParams): Preset {
  const name = search.get('preset');
  return isKey(presets, name) ? name : 'textbook';
}

/** Reads the plan of an address. Invalid parameters are ignored. */
export function planIn(search: URLSearchParams): Plan {
  const start: Plan = presets[presetIn(search)].plan;
  const layers = (search.get('layers') ?? '').split('-').map(Number);
  const isNetwork =
    layers.length >= 2 &&
    layers.length <= MOST.layers &&
    layers.every((units) => Number.isInteger(units) && units >= 1 && units <= MOST.units);
  const plan = isNetwork && String(layers) !== String(start.layers) ? withLayers(start, layers) : start;
  const [hidden, output, loss] = [search.get('hidden'), search.get('output'), search.get('loss')];
  const seed = Number(search.get('seed') ?? plan.seed);
  const [rate] = numbersIn(search.get('rate'), 1) ?? [plan.rate];
  const numbers =
    numbersIn(search.get('w'), countOf(plan.layers)) ?? (search.has('seed') ? undefined : plan.numbers);
  const { numbers: _, ...rest } = plan;
  return {
    ...rest,
    hidden: isKey(activations, hidden) ? hidden : plan.hidden,
    output: isKey(activations, output) ? output : plan.output,
    loss: isKey(losses, loss) ? loss : plan.loss,
    rate: rate !== undefined && rate >= 0 ? rate : plan.rate,
    seed: Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31 ? seed : plan.seed,
    inputs: numbersIn(search.get('x'), plan.layers[0] ?? 1) ?? plan.inputs,
    targets: numbersIn(search.get('t'), plan.layers.at(-1) ?? 1) ?? plan.targets,
    ...(numbers && { numbers }),
  };
}

/** Writes a plan as the parameters of an address, without those that equal its preset. */
export function planToUrl(preset: Preset, plan: Plan): Record<string, string> {
  const start: Plan = presets[preset].plan;
  const all: readonly (readonly [string, (plan: Plan) => string | undefined])[] = [
    ['layers', ({ layers }) => layers.join('-')],
    ['hidden', ({ hidden }) => hidden],
    ['output', ({ output }) => output],
    ['loss', ({ loss }) => loss],
    ['rate', ({ rate }) => String(rate)],
    ['seed', ({ seed, numbers }) => (numbers === undefined ? String(seed) : undefined)],
    ['x', ({ inputs }) => inputs.join(',')],
    ['t', ({ targets }) => targets.join(',')],
    ['w', ({ numbers }) => numbers?.join(',')],
  ];
  return Object.fromEntries([
    ['preset', preset],
    ...all.flatMap(([name, write]) => {
      const text = write(plan);
      return text === undefined || text === write(start) ? [] : [[name, text] as const];
    }),
  ]);
}
