import { useEffect, useState } from 'preact/hooks';
import { writeAddress } from '../address.js';
import { LagBars } from '../charts/lag-bars.js';
import { LineChart } from '../charts/line-chart.js';
import { Amount, Choice } from '../controls.js';
import { namesOf } from '../names-of.js';
import { Failure, JobButtons } from '../work/job-buttons.js';
import { useJob } from '../work/use-job.js';
import { HeatMap } from './heat-map.js';
import { FEWEST, type MemoryReport } from './memory-job.js';
import {
  CHOICES,
  inOrder,
  type MemorySettings,
  RANGES,
  settingsIn,
  settingsToUrl,
} from './memory-settings.js';
import { mobyDick } from './text.js';

const NAMES: Readonly<Record<keyof typeof RANGES, string>> = {
  hidden: 'Units',
  layers: 'Layers',
  k1: 'k1',
  k2: 'k2',
  rate: 'Rate',
  clip: 'Clip',
  seed: 'Seed',
};

/** A character-level language model that is trained, writes, and is looked into. */
export function MemoryChapter({ search }: { readonly search: URLSearchParams }) {
  const [settings, setSettings] = useState(() => settingsIn(search));
  const [text, setText] = useState<string>();
  const [trouble, setTrouble] = useState<string>();
  const [temperature, setTemperature] = useState(0.8);
  const [topP, setTopP] = useState(1);
  const [kept, keep] = useState<MemoryReport['history']>();
  const [notice, setNotice] = useState('');
  const [own, setOwn] = useState('');
  const change = (part: Partial<MemorySettings>) => setSettings(inOrder({ ...settings, ...part }));

  const fail = (error: unknown) => setTrouble(error instanceof Error ? error.message : String(error));

  useEffect(() => {
    mobyDick.then(setText, fail);
  }, []);
  const job = useJob(
    'memory',
    JSON.stringify([settings, text]),
    () =>
      text === undefined ? undefined : { order: 'start', job: 'memory', settings: { model: settings, text } },
    (answer) => {
      if (answer.answer !== 'report' || answer.job !== 'memory') return undefined;
      if (answer.report.file) download(answer.report.file);
      if (answer.report.notice) setNotice(answer.report.notice);
      return answer.report;
    },
  );
  const { report } = job;
  useEffect(() => writeAddress({ chapter: 'memory', ...settingsToUrl(settings) }), [settings]);
  useEffect(() => job.tell({ say: 'sample', temperature, topP }), [temperature, topP, settings, text]);

  return (
    <div class="memory">
      <div class="controls">
        <Choice name="Cell" of={CHOICES.cell} value={settings.cell} choose={(cell) => change({ cell })} />
        {namesOf(RANGES).map((name) => (
          <Amount
            key={name}
            name={NAMES[name]}
            {...RANGES[name]}
            value={settings[name]}
            choose={(value) => change({ [name]: value })}
          />
        ))}
        <Choice
          name="Optimizer"
          of={CHOICES.optimizer}
          value={settings.optimizer}
          choose={(optimizer) => change({ optimizer })}
        />
        <JobButtons job={job} />
        <output class="count" data-characters={report?.characters}>
          {report === undefined
            ? 'starting'
            : `${report.characters.toLocaleString('en')} characters, ${Math.round(report.perSecond / 100) / 10}k a second`}
        </output>
      </div>
      <Failure why={job.failure ?? trouble} />
      {report === undefined ? (
        <p class="waiting">The text is fetched and the worker is starting.</p>
      ) : (
        <div class="panels">
          <figure>
            <figcaption>
              <strong>
                <span class="number" data-bits={report.bits}>
                  {report.bits.toFixed(2)}
                </span>{' '}
                bits per character
              </strong>
              , next to models that count n characters
            </figcaption>
            <LossChart report={report} kept={kept} />
            <div class="buttons">
              <button type="button" onClick={() => keep(report.history)}>
                Keep this curve to compare
              </button>
              <button type="button" onClick={() => job.tell({ say: 'save' })}>
                Save the weights
              </button>
              <label class="file">
                Load weights{' '}
                <input
                  type="file"
                  accept=".safetensors"
                  onChange={({ currentTarget }) => {
                    const file = currentTarget.files?.[0];
                    void file?.arrayBuffer().then((bytes) => job.tell({ say: 'load', bytes }), fail);
                  }}
                />
              </label>
            </div>
            <p class="verdict" role="status">
              {notice}
            </p>
          </figure>
          <figure class="samples">
            <figcaption>
              <strong>What it writes</strong>
              <Slider name="temperature" value={temperature} most={1.5} choose={setTemperature} />
              <Slider name="top-p" value={topP} most={1} choose={setTopP} />
            </figcaption>
            <p class="writing">{report.writing.text}</p>
            <ol>
              {report.written.map(({ text: sample, characters, bits }) => (
                <li key={characters}>
                  <span class="count">
                    {characters.toLocaleString('en')} characters, {bits.toFixed(2)} bits
                  </span>
                  <p>{sample}</p>
                </li>
              ))}
            </ol>
          </figure>
          {report.findings && (
            <>
              <div>
                <LagBars norms={report.findings.byLag} kept={settings.k2} />
                <p class="verdict">
                  Against back-propagation over {report.findings.longest} steps the gradient of TBPTT(
                  {settings.k1}, {settings.k2}) is off by{' '}
                  {(100 * report.findings.truncation.relative).toFixed(1)} % of its length, and its direction
                  has a cosine of {report.findings.truncation.cosine.toFixed(4).replace('-', '−')}.
                </p>
                {report.findings.gates.length > 0 && (
                  <p class="verdict">
                    Gates, share closed (below 0.1) and open (above 0.9):{' '}
                    {report.findings.gates
                      .map(
                        ({ name, closed, open }) =>
                          `${name} ${(100 * closed).toFixed(0)} % and ${(100 * open).toFixed(0)} %`,
                      )
                      .join(', ')}
                    .
                  </p>
                )}
              </div>
              <HeatMap findings={report.findings} />
            </>
          )}
        </div>
      )}
      <details class="settings">
        <summary>Train on a text of your own</summary>
        <label for="own">
          A text of at least {FEWEST.toLocaleString('en')} characters. It stays on this page.
        </label>
        <textarea
          id="own"
          rows={6}
          value={own}
          onInput={({ currentTarget }) => setOwn(currentTarget.value)}
        />
        <div class="buttons">
          <button type="button" disabled={own.length < FEWEST} onClick={() => setText(own)}>
            Train on it
          </button>
          <button type="button" onClick={() => void mobyDick.then(setText)}>
            Back to Moby-Dick
          </button>
        </div>
      </details>
    </div>
  );
}

interface LossChartProps {
  readonly report: MemoryReport;
  readonly kept: MemoryReport['history'] | undefined;
}

/** The loss over the characters read, with the curve that was kept and the n-gram models. */
function LossChart({ report: { history, references, bits }, kept }: LossChartProps) {
  const { at } = history;
  const level = ({ order, bits: level }: (typeof references)[number]) => ({
    name: `${order}-gram, ${level.toFixed(2)}`,
    color: '--gray',
    dashed: true,
    values: at.map(() => level),
  });
  const named = references.filter(({ order }) => order === 1 || order === 3 || order === 5);
  const other = at.map((characters) => {
    const i = kept?.at.findLastIndex((one) => one <= characters) ?? -1;
    return i < 0 ? null : (kept?.training[i] ?? null);
  });
  return (
    <LineChart
      label={`Bits per character over characters read: ${bits.toFixed(2)} now. ${named.map(({ order, bits: level }) => `${order}-gram ${level.toFixed(2)}`).join(', ')}.`}
      height={216}
      x={at}
      xTitle="characters read"
      yTitle="bits per character"
      lines={[
        { name: 'training', color: '--positive', values: history.training },
        { name: 'held out', color: '--negative', values: history.heldOut },
        ...named.map(level),
        ...(kept === undefined ? [] : [{ name: 'kept', color: '--accent', values: other }]),
      ]}
    />
  );
}

interface SliderProps {
  readonly name: string;
  readonly value: number;
  readonly most: number;
  readonly choose: (value: number) => void;
}

function Slider({ name, value, most, choose }: SliderProps) {
  return (
    <label>
      {name} <span class="number">{value.toFixed(2)}</span>{' '}
      <input
        type="range"
        min={0.05}
        max={most}
        step={0.05}
        value={value}
        onInput={({ currentTarget }) => choose(Number(currentTarget.value))}
      />
    </label>
  );
}

function download(bytes: Uint8Array<ArrayBuffer>): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([bytes]));
  link.download = 'char-lm.safetensors';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
