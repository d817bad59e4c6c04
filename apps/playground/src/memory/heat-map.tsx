import { chooseUnits, type StudiedUnit } from '@tbptt/rnn/inspection';
import { Sparkline } from '../charts/sparkline.js';
import { Amount } from '../controls/amount.js';
import { Explained } from '../explained.js';
import type { Findings } from './look.js';
import type { ModelSettings, Place } from './memory-settings.js';

interface Props {
  readonly findings: Findings;
  readonly model: ModelSettings;
  readonly place: Place | undefined;
  readonly choose: (place: Place) => void;
}

/** The number of units that are offered, and the number of activations that a sparkline shows. */
const OFFERED = 8;
const SHOWN = 160;

/** The passage, colored by the activation of a unit, and the units with the strongest correlations. */
export function HeatMap({ findings: { passage, study }, model, place, choose }: Props) {
  const offered = study === undefined ? [] : chooseUnits(study.units, OFFERED);
  const isChosen = (one: StudiedUnit) => one.unit === place?.unit && one.layer === place.layer;
  const unit = study?.units.find(isChosen) ?? offered[0];
  if (study === undefined || unit === undefined) {
    return <p class="heat waiting">The network gives numbers that are not finite: take a smaller rate.</p>;
  }
  return (
    <figure class="heat">
      <figcaption>
        <strong>
          Unit {unit.unit}
          {model.layers > 1 && ` of layer ${unit.layer}`}
        </strong>{' '}
        {unit.feature === '' ? 'varies with none of our rules' : `follows “${unit.feature}”, `}
        {unit.feature !== '' && (
          <Explained
            what="r, Pearson’s correlation"
            formula="cov(activation, feature) / (σ of activation × σ of feature)"
            values={`over ${study.steps.toLocaleString('en')} characters of held-out text`}
          >
            r = {signed(unit.correlation)}
          </Explained>
        )}
      </figcaption>
      <p class="passage">
        {passage.map((character, t) => {
          const value = unit.activations[t] ?? 0;
          const color = value < 0 ? '--negative' : '--positive';
          const strength = Math.min(1, Math.abs(value)).toFixed(2);
          return (
            <span
              key={t}
              class={value < -0.25 ? 'below' : undefined}
              style={{ background: mixed(color, strength) }}
            >
              {character === '\n' ? '↵\n' : character}
            </span>
          );
        })}
      </p>
      <p class="scale">
        {study.activation} of the unit after each character:{' '}
        <b>
          <span class="below" style={{ background: mixed('--negative', '1') }}>
            −1
          </span>
          <span>0</span>
          <span style={{ background: mixed('--positive', '1') }}>1</span>
        </b>
      </p>
      <ul class="units" aria-label="Units that tell something about the text, the best first">
        {offered.map((one) => (
          <li key={`${one.layer}.${one.unit}`}>
            <button
              type="button"
              aria-pressed={one === unit}
              onClick={() => choose({ layer: one.layer, unit: one.unit })}
            >
              <span class="number">
                {one.layer}.{one.unit}
              </span>{' '}
              {one.feature || 'none of our rules'}
            </button>
            <Sparkline values={one.activations.subarray(0, SHOWN)} />
          </li>
        ))}
      </ul>
      <div class="another">
        {model.layers > 1 && (
          <Amount
            name="Layer"
            least={1}
            most={model.layers}
            step={1}
            value={unit.layer}
            choose={(layer) => choose({ layer, unit: unit.unit })}
          />
        )}
        <Amount
          name="Any unit"
          least={1}
          most={model.hidden}
          step={1}
          value={unit.unit}
          choose={(number) => choose({ layer: unit.layer, unit: number })}
        />
      </div>
    </figure>
  );
}

/** Returns a background: as much of a color as leaves the text readable, or a part of it. */
function mixed(color: string, strength: string): string {
  return `color-mix(in srgb, var(${color}) calc(${strength} * var(--most)), transparent)`;
}

function signed(value: number): string {
  return value.toFixed(2).replace('-', '−');
}
