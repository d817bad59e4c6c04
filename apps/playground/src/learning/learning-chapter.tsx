import { useEffect, useState } from 'preact/hooks';
import { writeAddress } from '../address.js';
import { LineChart } from '../charts/line-chart.js';
import { Amount } from '../controls/amount.js';
import { Choice } from '../controls/choice.js';
import { ControlPanel } from '../controls/control-panel.js';
import { ExperimentChoice } from '../controls/experiment-choice.js';
import { Explained } from '../explained.js';
import { toParameters } from '../settings.js';
import { JobButtons } from '../work/job-buttons.js';
import { JobState } from '../work/job-state.js';
import { useJob } from '../work/use-job.js';
import {
  ACTIVATIONS,
  experiments,
  LAST_STEP,
  type LearningSettings,
  OPTIMIZERS,
  RANGES,
  settingsIn,
} from './learning-settings.js';
import { TASKS } from './points.js';
import { Surface } from './surface.js';

/** The dashes and gaps of the lines of the networks, in CSS pixels. */
const DASHES = [[], [8, 3], [3, 3], [8, 3, 2, 3]] as const;

/** The chapter in which networks learn to separate two kinds of points. */
export function LearningChapter({ search }: { readonly search: URLSearchParams }) {
  const [settings, setSettings] = useState(() => settingsIn(search));
  const change = (part: Partial<LearningSettings>) => setSettings({ ...settings, ...part });
  const job = useJob(
    'learning',
    JSON.stringify(settings),
    () => ({ order: 'start', job: 'learning', settings }),
    (answer) => (answer.answer === 'report' && answer.job === 'learning' ? answer.report : undefined),
  );
  useEffect(() => writeAddress({ chapter: 'learning', ...toParameters(settings) }), [settings]);

  const { report } = job;
  const layers = report?.history.gradients ?? [];

  return (
    <div class="learning">
      <ControlPanel
        buttons={<JobButtons job={job} />}
        status={
          <output class="count" data-step={report?.step}>
            {report === undefined ? 'starting' : `step ${report.step} of ${LAST_STEP}`}
          </output>
        }
      >
        <ExperimentChoice experiments={experiments} settings={settings} choose={setSettings} />
        <Choice name="Points" of={TASKS} value={settings.task} choose={(task) => change({ task })} />
        <Amount
          name="Hidden layers"
          {...RANGES.depth}
          value={settings.depth}
          choose={(depth) => change({ depth })}
        />
        <Amount
          name="Units each"
          {...RANGES.width}
          value={settings.width}
          choose={(width) => change({ width })}
        />
        <Choice
          name="Activation"
          of={ACTIVATIONS}
          value={settings.activation}
          choose={(activation) => change({ activation })}
        />
        <Amount name="Rate ×" {...RANGES.rate} value={settings.rate} choose={(rate) => change({ rate })} />
        <Amount name="Seed" {...RANGES.seed} value={settings.seed} choose={(seed) => change({ seed })} />
        <fieldset>
          <legend>Optimizers</legend>
          {OPTIMIZERS.map((name) => (
            <label key={name} class="check">
              <input
                type="checkbox"
                checked={settings.optimizers.includes(name)}
                onChange={({ currentTarget }) => {
                  const raced = OPTIMIZERS.filter((one) =>
                    one === name ? currentTarget.checked : settings.optimizers.includes(one),
                  );
                  if (raced.length > 0) change({ optimizers: raced });
                  else currentTarget.checked = true;
                }}
              />{' '}
              {name}
            </label>
          ))}
        </fieldset>
      </ControlPanel>
      <JobState job={job} awaited="The worker starts." />
      {report && (
        <>
          <div class="surfaces">
            {report.racers.map((racer) => (
              <Surface key={racer.optimizer} racer={racer} points={report.points} />
            ))}
          </div>
          <div class="charts">
            <figure>
              <figcaption>
                <strong>Loss</strong>, all started alike
              </figcaption>
              <LineChart
                height={200}
                label={`Loss over steps: ${report.racers.map(({ optimizer, loss }) => `${optimizer} ${loss.toFixed(4)}`).join(', ')} nats at step ${report.step}.`}
                x={report.history.steps}
                xTitle="step"
                yTitle="nats"
                logarithmic
                lines={report.racers.map(({ optimizer }, i) => ({
                  name: optimizer,
                  dash: DASHES[i] ?? [],
                  values: positive(report.history.losses[i]),
                }))}
              />
            </figure>
            <figure>
              <figcaption>
                <strong>Gradient of each layer</strong>, {report.racers[0]?.optimizer}, root mean square
              </figcaption>
              <LineChart
                height={200}
                label={`Root mean square of the gradient of each layer of the network trained by ${report.racers[0]?.optimizer}, over steps.`}
                x={report.history.steps}
                xTitle="step"
                yTitle="gradient"
                logarithmic
                lines={layers.map((values, i) => ({
                  name: nameOf(i, layers.length),
                  color: i === 0 || i === layers.length - 1 ? '--ink' : '--gray',
                  dash: i === 0 ? [8, 3] : [],
                  values: positive(values),
                }))}
              />
            </figure>
          </div>
          <Vanishing gradients={layers.map(([start = 0]) => start)} />
        </>
      )}
    </div>
  );
}

/** A logarithmic axis has no place for zero. */
function positive(values: readonly number[] = []): readonly (number | null)[] {
  return values.map((value) => (value > 0 && Number.isFinite(value) ? value : null));
}

/** Names a layer; of many layers only the first and the last. */
function nameOf(layer: number, count: number): string {
  if (layer === count - 1) return 'last layer';
  return layer === 0 || count <= 4 ? `layer ${layer + 1}` : '';
}

/** Compares the gradient of the first layer with that of the last. */
function Vanishing({ gradients }: { readonly gradients: readonly number[] }) {
  const [first = 0, last = 0] = [gradients[0], gradients.at(-1)];
  if (!(first > 0) || !(last > 0) || gradients.length < 2) return null;
  const times = last / first;
  const isLittle = times >= 100;
  return (
    <p class="verdict">
      {isLittle ? 'The gradient vanishes on its way back: at' : 'At'} the start the last layer’s gradient is{' '}
      <Explained
        what="how much larger the last gradient is"
        formula="root mean square of the last layer / of the first layer"
        values={`${last.toExponential(2)} / ${first.toExponential(2)}`}
      >
        {Number(times.toPrecision(2)).toLocaleString('en')}
      </Explained>{' '}
      times the first layer’s.{!isLittle && ' Choose more layers and sigmoid units to see it vanish.'}
    </p>
  );
}
