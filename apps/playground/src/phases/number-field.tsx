import { numbersOf, type Plan } from './plan.js';
import { nameOf, type Quantity } from './quantity.js';

interface Props {
  readonly question: Quantity;
  readonly plan: Plan;
  readonly change: (plan: Plan) => void;
}

/** A field for the selected number, if it can be changed. */
export function NumberField({ question, plan, change }: Props) {
  const place = placeOf(plan, question);
  if (place === undefined) return null;
  const { numbers, write } = place;
  const accept = (text: string) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || Math.abs(value) > 1e6) return;
    change(write(numbers.with(place.at, value)));
  };
  return (
    <label class="edit">
      Change the {nameOf({ ...question, kind: given(question.kind) })}{' '}
      <input
        key={JSON.stringify(question)}
        type="number"
        step="0.05"
        value={Math.round((numbers[place.at] ?? 0) * 1e4) / 1e4}
        onInput={({ currentTarget }) => accept(currentTarget.value)}
      />
    </label>
  );
}

/** Returns the kind of the parameter of a gradient or of a new value; other kinds are returned as they are. */
function given(kind: Quantity['kind']): Quantity['kind'] {
  if (kind === 'dw' || kind === 'w+') return 'w';
  return kind === 'db' || kind === 'b+' ? 'b' : kind;
}

function placeOf(plan: Plan, { kind, layer, unit, from = 0 }: Quantity) {
  if (kind === 'x')
    return { numbers: plan.inputs, at: unit, write: (inputs: readonly number[]) => ({ ...plan, inputs }) };
  if (kind === 't')
    return { numbers: plan.targets, at: unit, write: (targets: readonly number[]) => ({ ...plan, targets }) };
  const isWeight = given(kind) === 'w';
  if (!isWeight && given(kind) !== 'b') return undefined;
  const before = plan.layers
    .slice(0, layer)
    .reduce((sum, inputs, i) => sum + (inputs + 1) * (plan.layers[i + 1] ?? 0), 0);
  const [inputs, outputs] = [plan.layers[layer] ?? 0, plan.layers[layer + 1] ?? 0];
  return {
    numbers: numbersOf(plan),
    at: before + (isWeight ? from : inputs) * outputs + unit,
    write: (numbers: readonly number[]): Plan => ({ ...plan, numbers }),
  };
}
