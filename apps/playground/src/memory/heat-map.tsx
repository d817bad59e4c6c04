import { useState } from 'preact/hooks';
import type { Findings } from './memory-job.js';

/** How many units are offered. */
const OFFERED = 10;

/** The passage, each character colored by the activation of a unit, and the units that tell most. */
export function HeatMap({ findings }: { readonly findings: Findings }) {
  const { passage, telling, units, activations } = findings;
  const [chosen, choose] = useState<number>();
  const offered = telling.slice(0, OFFERED);
  const unit = chosen ?? offered[0]?.unit ?? 0;
  const about = telling.find((one) => one.unit === unit);
  return (
    <figure class="heat">
      <figcaption>
        <strong>Unit {unit + 1}</strong> while it reads: orange −1, blue +1
        {about &&
          `; it tells “${about.feature}” with a correlation of ${about.correlation.toFixed(2).replace('-', '−')}`}
      </figcaption>
      <p class="passage">
        {Array.from(passage, (character, t) => {
          const value = activations[t * units + unit] ?? 0;
          const color = value < 0 ? '--negative' : '--positive';
          const strength = Math.round(55 * Math.min(1, Math.abs(value)));
          return (
            <span
              key={t}
              style={{ background: `color-mix(in srgb, var(${color}) ${strength}%, transparent)` }}
            >
              {character === '\n' ? '↵\n' : character}
            </span>
          );
        })}
      </p>
      <div class="units" role="group" aria-label="Units that tell something about the text, the best first">
        {offered.map((one) => (
          <button
            key={one.unit}
            type="button"
            aria-pressed={one.unit === unit}
            onClick={() => choose(one.unit)}
          >
            {one.unit + 1}: {one.feature}
          </button>
        ))}
      </div>
    </figure>
  );
}
