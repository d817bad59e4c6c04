import type { GateSaturation } from '@tbptt/rnn/inspection';
import { ShareChart } from '../charts/share-chart.js';
import { Explained } from '../explained.js';
import type { Findings } from './look.js';

/** Shows how often the gates of each unit of a layer are nearly open and nearly closed. */
export function GatesFigure({ study, layer }: { readonly study: Findings['study']; readonly layer: number }) {
  const gates = study?.saturation.filter((one) => one.layer === layer) ?? [];
  if (gates.length === 0) {
    return (
      <figure class="gates">
        <figcaption>
          <strong>Gates</strong>
        </figcaption>
        <p class="waiting">This network has none: all of its memory is written anew at every step.</p>
      </figure>
    );
  }
  return (
    <figure class="gates">
      <figcaption>
        <strong>Gates</strong>, a circle for each unit
      </figcaption>
      <div class="gate-list">
        {gates.map((gate) => (
          <Gate key={gate.gate} gate={gate} steps={study?.steps ?? 0} />
        ))}
      </div>
    </figure>
  );
}

function Gate({
  gate: { gate, open, closed },
  steps,
}: {
  readonly gate: GateSaturation;
  readonly steps: number;
}) {
  const mean = (shares: readonly number[]) => shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const percent = (shares: readonly number[]) => `${(100 * mean(shares)).toFixed(0)} %`;
  const all = steps * open.length;
  const count = (shares: readonly number[]) => Math.round(mean(shares) * all).toLocaleString('en');
  const explained = (shares: readonly number[], what: string) => (
    <Explained
      what={`${gate} gates, ${what}`}
      formula={`values ${what} / all values`}
      values={`${count(shares)} / (${open.length} units × ${steps.toLocaleString('en')} characters)`}
    >
      {percent(shares)}
    </Explained>
  );
  return (
    <div>
      <ShareChart
        label={`${gate} gates of ${open.length} units: ${percent(open)} of their values above 0.9, ${percent(closed)} below 0.1.`}
        points={closed.map((share, unit) => [share, open[unit] ?? 0])}
        xTitle="closed"
        yTitle="open"
        height={136}
      />
      <p>
        <b>{gate}</b> <span>{explained(open, 'above 0.9')} open,</span>{' '}
        <span>{explained(closed, 'below 0.1')} closed</span>
      </p>
    </div>
  );
}
