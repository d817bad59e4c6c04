import { useEffect, useState } from 'preact/hooks';
import { writeAddress } from '../address.js';
import { LineChart, REFERENCE } from '../charts/line-chart.js';
import { Amount } from '../controls/amount.js';
import { ControlPanel } from '../controls/control-panel.js';
import { ExperimentChoice } from '../controls/experiment-choice.js';
import { Explained } from '../explained.js';
import { formatNumber } from '../format.js';
import { toParameters } from '../settings.js';
import { JobButtons } from '../work/job-buttons.js';
import { JobState } from '../work/job-state.js';
import { useJob } from '../work/use-job.js';
import { BEST, RIGHT, STEPS, type TruncationReport, type TruncationSettings } from './truncation-job.js';
import { experiments, inOrder, RANGES, settingsIn } from './truncation-settings.js';

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
  useEffect(() => writeAddress({ chapter: 'truncation', ...toParameters(settings) }), [settings]);
  const { report } = job;
  const steps = report?.steps.at(-1) ?? 0;

  return (
    <div class="truncation">
      <ControlPanel
        buttons={<JobButtons job={job} />}
        status={
          <output class="count">
            {report === undefined ? 'starting' : `${steps.toLocaleString('en')} steps read`}
          </output>
        }
      >
        <ExperimentChoice experiments={experiments} settings={settings} choose={setSettings} />
        <Amount name="k1" {...RANGES.k1} value={settings.k1} choose={(k1) => change({ k1 })} />
        <Amount name="k2" {...RANGES.k2} value={settings.k2} choose={(k2) => change({ k2 })} />
        <Amount name="Rate" {...RANGES.rate} value={settings.rate} choose={(rate) => change({ rate })} />
      </ControlPanel>
      <JobState job={job} awaited="The worker starts." />
      {report && (
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

function Verdict({ report: { gradients, thetas, steps }, settings: { k1, k2, rate } }: Props) {
  const gradient = gradients[k2 - k1] ?? Number.NaN;
  const theta = thetas.at(-1) ?? 0;
  const right = gradient > 0;
  const updates = Math.floor((steps.at(-1) ?? 0) / k1);
  return (
    <p class="finding" data-theta={theta} data-gradient={gradient}>
      At θ = 0 TBPTT({k1}, {k2}) sees a gradient of{' '}
      <Explained
        class={right ? 'positive' : 'negative'}
        what={`the gradient of TBPTT(${k1}, ${k2}) at θ = 0`}
        formula={`(s₁ − 1) × ∂s₁/∂θ, ∂s₁/∂θ as the last ${k2} steps show it`}
        values={`(0 − 1) × (${formatNumber(-gradient, 2)})`}
      >
        {formatNumber(gradient, 2)}
      </Explained>
      ; the whole one is{' '}
      <Explained
        what="the whole gradient at θ = 0"
        formula="(s₁ − 1) × ds₁/dθ, s₁ = −6θ in the end"
        values="(0 − 1) × (−6)"
      >
        {formatNumber(RIGHT, 2)}
      </Explained>
      .{' '}
      {right
        ? 'The sign is right: θ falls towards the best, −1/6.'
        : 'The sign is wrong: every update takes θ away from the best, −1/6.'}{' '}
      Now θ ={' '}
      <Explained
        what={`θ after ${updates.toLocaleString('en')} updates`}
        formula="θ before − rate × gradient, from 0 on"
        values={`θ before − ${rate} × gradient`}
      >
        {formatNumber(theta)}
      </Explained>
      .
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
          { name: 'whole: 6', color: '--gray', dash: REFERENCE, values: windows.map(() => RIGHT) },
          { name: 'zero', color: '--gray', dash: REFERENCE, values: windows.map(() => 0) },
          { name: '', color: '--gray', values: gradients },
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
          { name: 'best: −1/6', color: '--gray', dash: REFERENCE, values: steps.map(() => BEST) },
          { name: 'θ', values: thetas },
        ]}
      />
    </figure>
  );
}
