import { useEffect, useState } from 'preact/hooks';
import { writeAddress } from '../address.js';
import { LineChart } from '../charts/line-chart.js';
import { Amount, Choice } from '../controls.js';
import { namesOf } from '../names-of.js';
import { Failure, JobButtons } from '../work/job-buttons.js';
import { useJob } from '../work/use-job.js';
import { activations, LAST_STEP, type LearningSettings, optimizers } from './learning-job.js';
import { TASKS } from './points.js';
import { experiments, MOST, settingsIn, settingsToUrl } from './settings-in-url.js';
import { Surface } from './surface.js';

const RACER_COLORS = ['--positive', '--negative', '--accent', '--ink'] as const;

/** Networks that learn to tell two kinds of points apart. */
export function LearningChapter({ search }: { readonly search: URLSearchParams }) {
  const [settings, setSettings] = useState(() => settingsIn(search));
  const change = (part: Partial<LearningSettings>) => setSettings({ ...settings, ...part });
  const job = useJob(
    'learning',
    JSON.stringify(settings),
    () => ({ order: 'start', job: 'learning', settings }),
    (answer) => (answer.answer === 'report' && answer.job === 'learning' ? answer.report : undefined),
  );
  useEffect(() => writeAddress({ chapter: 'learning', ...settingsToUrl(settings) }), [settings]);

  const { report } = job;
  const key = JSON.stringify(settings);
  const experiment =
    Object.entries(experiments).find(([, one]) => JSON.stringify(one) === key)?.[0] ?? 'your own';
  const layers = report?.history.gradients ?? [];
  const [ratio, first] = ratioOf(layers.map(([start = 0]) => start));

  return (
    <div class="learning">
      <div class="controls">
        <Choice
          name="Experiment"
          of={[...Object.keys(experiments), ...(experiment === 'your own' ? ['your own'] : [])]}
          value={experiment}
          choose={(name) => setSettings(experiments[name] ?? settings)}
        />
        <Choice name="Points" of={TASKS} value={settings.task} choose={(task) => change({ task })} />
        <Amount
          name="Hidden layers"
          value={settings.depth}
          least={1}
          most={MOST.depth}
          choose={(depth) => change({ depth })}
        />
        <Amount
          name="Units each"
          value={settings.width}
          least={1}
          most={MOST.width}
          choose={(width) => change({ width })}
        />
        <Choice
          name="Activation"
          of={namesOf(activations)}
          value={settings.activation}
          choose={(activation) => change({ activation })}
        />
        <Amount
          name="Rate ×"
          value={settings.rate}
          least={0.05}
          most={MOST.rate}
          step={0.05}
          choose={(rate) => change({ rate })}
        />
        <Amount name="Seed" value={settings.seed} least={0} most={9999} choose={(seed) => change({ seed })} />
        <fieldset>
          <legend>Optimizers</legend>
          {namesOf(optimizers).map((name) => (
            <label key={name}>
              <input
                type="checkbox"
                checked={settings.optimizers.includes(name)}
                onChange={({ currentTarget }) => {
                  const raced = namesOf(optimizers).filter((one) =>
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
        <JobButtons job={job} />
        <output class="count" data-step={report?.step}>
          {report === undefined ? 'starting' : `step ${report.step} of ${LAST_STEP}`}
        </output>
      </div>
      <Failure why={job.failure} />
      {report === undefined ? (
        <p class="waiting">The worker is starting.</p>
      ) : (
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
                  color: RACER_COLORS[i] ?? '--ink',
                  values: positive(report.history.losses[i]),
                }))}
              />
            </figure>
            <figure>
              <figcaption>
                <strong>Gradient of each layer</strong>, {report.racers[0]?.optimizer}
              </figcaption>
              <LineChart
                height={200}
                label={`Root mean square of the gradient of each layer over steps. ${ratio}`}
                x={report.history.steps}
                xTitle="step"
                yTitle="root mean square"
                logarithmic
                lines={layers.map((values, i) => ({
                  name: nameOf(i, layers.length),
                  color: i === 0 ? '--negative' : i === layers.length - 1 ? '--positive' : '--gray',
                  values: positive(values),
                }))}
              />
            </figure>
          </div>
          <p class={first ? 'verdict' : 'verdict quiet'}>{ratio}</p>
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

/** Says how much of the gradient of the last layer reaches the first, and whether that is little. */
function ratioOf(gradients: readonly number[]): readonly [string, boolean] {
  const [first = 0, last = 0] = [gradients[0], gradients.at(-1)];
  if (!(first > 0) || !(last > 0) || gradients.length < 2) return ['', false];
  const times = last / first;
  if (times < 100) {
    return [
      `At the start the last layer’s gradient is ${times.toPrecision(2)} times the first layer’s.`,
      false,
    ];
  }
  const rounded = Number(times.toPrecision(2)).toLocaleString('en');
  return [
    `The gradient vanishes on its way back: at the start the first layer’s is ${rounded} times smaller than the last layer’s.`,
    true,
  ];
}
