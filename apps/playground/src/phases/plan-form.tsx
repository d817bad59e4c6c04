import { Amount } from '../controls/amount.js';
import { Choice } from '../controls/choice.js';
import { namesOf } from '../names-of.js';
import { activations, losses, MOST, type Plan, withLayers } from './plan.js';

interface Props {
  readonly plan: Plan;
  readonly change: (plan: Plan) => void;
}

/** The settings of the network: layers, activations, loss, learning rate, seed. */
export function PlanForm({ plan, change }: Props) {
  const { layers } = plan;
  const resize = (at: number, text: string) => {
    const units = Number(text);
    if (!Number.isInteger(units) || units < 1 || units > MOST.units) return;
    change(withLayers(plan, layers.with(at, units)));
  };
  const add = () => change(withLayers(plan, [...layers.slice(0, -1), 2, ...layers.slice(-1)]));
  const remove = () => change(withLayers(plan, [...layers.slice(0, -2), ...layers.slice(-1)]));
  return (
    <details class="settings">
      <summary>Change the network</summary>
      <fieldset>
        <legend>Units of each layer</legend>
        {layers.map((units, i) => (
          <input
            key={i}
            type="number"
            min={1}
            max={MOST.units}
            value={units}
            aria-label={
              i === 0 ? 'inputs' : i === layers.length - 1 ? 'outputs' : `units of hidden layer ${i}`
            }
            onInput={({ currentTarget }) => resize(i, currentTarget.value)}
          />
        ))}
        <button type="button" onClick={add} disabled={layers.length >= MOST.layers}>
          Add a layer
        </button>
        <button type="button" onClick={remove} disabled={layers.length <= 2}>
          Remove a layer
        </button>
      </fieldset>
      <Choice
        name="Hidden activation"
        of={namesOf(activations)}
        value={plan.hidden}
        choose={(hidden) => change({ ...plan, hidden })}
      />
      <Choice
        name="Output activation"
        of={namesOf(activations)}
        value={plan.output}
        choose={(output) => change({ ...plan, output })}
      />
      <Choice
        name="Loss"
        of={namesOf(losses)}
        value={plan.loss}
        choose={(loss) => change({ ...plan, loss })}
      />
      <Amount
        name="Learning rate"
        least={0}
        most={100}
        step={0.05}
        value={plan.rate}
        choose={(rate) => change({ ...plan, rate })}
      />
      <button
        type="button"
        onClick={() => {
          const { numbers: _, ...rest } = plan;
          change({ ...rest, seed: (plan.seed + 1) % 1000 });
        }}
      >
        Draw other weights
      </button>
    </details>
  );
}
