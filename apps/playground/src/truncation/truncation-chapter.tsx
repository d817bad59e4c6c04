import { useEffect, useState } from 'preact/hooks';
import { writeAddress } from '../address.js';
import { LineChart } from '../charts/line-chart.js';
import { Amount, Choice } from '../controls.js';
import { formatNumber } from '../format.js';
import { Failure, JobButtons } from '../work/job-buttons.js';
import { useJob } from '../work/use-job.js';
import { BEST, RIGHT, STEPS, type TruncationReport, type TruncationSettings } from './truncation-job.js';
import { experiments, inOrder, RANGES, settingsIn, settingsToUrl } from './truncation-settings.js';

/** The influence-balancing problem: a gradient that is truncated too early points the wrong way. */
export function TruncationChapter({ search }: { readonly search: URLSearchParams }) {
  const [settings, setSettings] = useState(() => settingsIn(search));
  const change = (part: Partial<TruncationSettings>) => setSettings(inOrder({ ...settings, ...part }));
  const job = useJob(
    'truncation',
    JSON.stringify(settings),
    () => ({ order: 'start', job: 'truncation', settings }),
    (answer) => (answer.answer === 'report' && answer.job === 'truncation' ? answer.report : undefined),
  );
  useEffect(() => writeAddress({ chapter: 'truncation', ...settingsToUrl(settings) }), [settings]);
  const { report } = job;
  const key = JSON.stringify(settings);
  const experiment =
    Object.entries(experiments).find(([, one]) => JSON.stringify(one) === key)?.[0] ?? 'your own';

  return (
    <div class="truncation">
      <div class="controls">
        <Choice
          name="Experiment"
          of={[...Object.keys(experiments), ...(experiment === 'your own' ? ['your own'] : [])]}
          value={experiment}
          choose={(name) => setSettings(experiments[name] ?? settings)}
        />
        <Amount name="k1" {...RANGES.k1} value={settings.k1} choose={(k1) => change({ k1 })} />
        <Amount name="k2" {...RANGES.k2} value={settings.k2} choose={(k2) => change({ k2 })} />
        <Amount name="Rate" {...RANGES.rate} value={settings.rate} choose={(rate) => change({ rate })} />
        <JobButtons job={job} />
      </div>
      <Failure why={job.failure} />
      {report === undefined ? (
        <p class="waiting">The worker is starting.</p>
      ) : (
        <>
          <Verdict report={report} settings={settings} />
          <div class="charts">
            <GradientChart report={report} settings={settings} />
            <ThetaChart report={report} />
          </div>
        </>
      )}
      <p>
        Twenty-three units stand in a row, and each becomes the mean of itself and the next. The parameter θ
        pushes the first ten up and the other thirteen down; the first unit should be 1. What θ does to it
        soon is the opposite of what it does in the end, so a gradient that looks back a few steps has the
        wrong sign. This is the influence-balancing problem of{' '}
        <a href="https://arxiv.org/abs/1705.08209">Tallec and Ollivier (2017)</a>.
      </p>
    </div>
  );
}

interface Props {
  readonly report: TruncationReport;
  readonly settings: TruncationSettings;
}

function Verdict({ report: { gradients, thetas }, settings: { k1, k2 } }: Props) {
  const gradient = gradients[k2 - k1] ?? Number.NaN;
  const theta = thetas.at(-1) ?? 0;
  const right = gradient > 0;
  return (
    <p class="finding" data-theta={theta} data-gradient={gradient}>
      At θ = 0 TBPTT({k1}, {k2}) sees a gradient of{' '}
      <span class={`number ${right ? 'positive' : 'negative'}`}>{formatNumber(gradient, 2)}</span>; the whole
      one is <span class="number">{formatNumber(RIGHT, 2)}</span>.{' '}
      {right
        ? 'The sign is right: θ falls towards the best, −1/6.'
        : 'The sign is wrong: every update takes θ away from the best, −1/6.'}{' '}
      Now θ = <span class="number">{formatNumber(theta)}</span>.
    </p>
  );
}

/** The gradient over k2, with the chosen k2. */
function GradientChart({ report: { gradients }, settings: { k1, k2 } }: Props) {
  const windows = gradients.map((_, i) => k1 + i);
  const chosen = gradients[k2 - k1] ?? Number.NaN;
  return (
    <figure>
      <figcaption>
        <strong>The gradient at θ = 0</strong> by how far it looks back
      </figcaption>
      <LineChart
        label={`The gradient at θ = 0 of TBPTT(${k1}, k2) over k2; ${formatNumber(chosen, 2)} at k2 = ${k2}, where 6 would be right.`}
        height={300}
        x={windows}
        xTitle="k2, steps back"
        yTitle="gradient"
        lines={[
          { name: 'whole: 6', color: '--gray', dashed: true, values: windows.map(() => RIGHT) },
          { name: 'zero', color: '--gray', dashed: true, values: windows.map(() => 0) },
          { name: '', color: '--accent', values: gradients },
          {
            name: `k2 = ${k2}`,
            color: chosen > 0 ? '--positive' : '--negative',
            wide: true,
            values: gradients.map((value, i) => (k1 + i <= k2 ? value : null)),
          },
        ]}
      />
    </figure>
  );
}

/** θ while it is trained. */
function ThetaChart({ report: { steps, thetas } }: { readonly report: TruncationReport }) {
  const theta = thetas.at(-1) ?? 0;
  return (
    <figure>
      <figcaption>
        <strong>θ while it is trained</strong>, online from 0
      </figcaption>
      <LineChart
        label={`θ over the steps read: ${formatNumber(theta)} after ${steps.at(-1) ?? 0} of ${STEPS}; the best is −0.1667.`}
        height={300}
        x={steps}
        xTitle="steps read"
        yTitle="θ"
        lines={[
          { name: 'best: −1/6', color: '--gray', dashed: true, values: steps.map(() => BEST) },
          { name: 'θ', color: '--accent', values: thetas },
        ]}
      />
    </figure>
  );
}
