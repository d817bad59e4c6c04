import { useEffect, useMemo, useState } from 'preact/hooks';
import { writeAddress } from '../address.js';
import { Amount } from '../controls/amount.js';
import { Choice } from '../controls/choice.js';
import { ControlPanel } from '../controls/control-panel.js';
import { ExperimentChoice } from '../controls/experiment-choice.js';
import { Explained } from '../explained.js';
import { namesOf } from '../names-of.js';
import { JobButtons } from '../work/job-buttons.js';
import { JobState } from '../work/job-state.js';
import { useJob } from '../work/use-job.js';
import { GatesFigure } from './gates-figure.js';
import { HeatMap } from './heat-map.js';
import { LagFigure } from './lag-figure.js';
import type { Findings } from './look.js';
import { type KeptRun, LossFigure } from './loss-figure.js';
import type { MemoryReport } from './memory-job.js';
import {
  CHOICES,
  differenceOf,
  experiments,
  inOrder,
  isPlaceOf,
  type MemorySettings,
  type ModelSettings,
  RANGES,
  settingsIn,
  settingsToUrl,
} from './memory-settings.js';
import { OwnText } from './own-text.js';
import { SamplesFigure } from './samples-figure.js';
import { mobyDick } from './text.js';
import { download, WeightsFile } from './weights-file.js';

const NAMES: Readonly<Record<keyof typeof RANGES, string>> = {
  hidden: 'Units',
  layers: 'Layers',
  k1: 'k1',
  k2: 'k2',
  rate: 'Rate',
  clip: 'Clip',
  seed: 'Seed',
};

/** The chapter in which a character-level language model is trained, writes and is measured. */
export function MemoryChapter({ search }: { readonly search: URLSearchParams }) {
  const [settings, setSettings] = useState(() => settingsIn(search));
  const [text, setText] = useState<string>();
  const [trouble, setTrouble] = useState<string>();
  const [findings, setFindings] = useState<Findings>();
  const [kept, keep] = useState<{ readonly model: ModelSettings; readonly history: KeptRun['history'] }>();
  const [notice, setNotice] = useState('');
  const { model, writing, place } = settings;
  const change = (part: Partial<MemorySettings>) => setSettings((before) => ({ ...before, ...part }));
  const changeModel = (changed: ModelSettings) => {
    const next = inOrder(changed);
    change({ model: next, place: place && isPlaceOf(next, place) ? place : undefined });
  };
  const fail = (error: unknown) => setTrouble(error instanceof Error ? error.message : String(error));

  useEffect(() => {
    mobyDick.then(setText, fail);
  }, []);
  const job = useJob(
    'memory',
    JSON.stringify([model, text]),
    () =>
      text === undefined
        ? undefined
        : { order: 'start', job: 'memory', settings: { model: { ...model, ...writing }, text } },
    (answer) => {
      if (answer.answer !== 'report' || answer.job !== 'memory') return undefined;
      const { findings: found, file, notice: said } = answer.report;
      if (found) setFindings(found);
      if (file) download(file);
      if (said) setNotice(said);
      return answer.report;
    },
  );
  const { report } = job;
  useEffect(() => writeAddress({ chapter: 'memory', ...settingsToUrl(settings) }), [settings]);
  useEffect(() => job.tell({ say: 'sample', ...writing }), [writing]);
  const looked = useMemo(
    () =>
      findings && (
        <>
          <LagFigure findings={findings} model={model} />
          <GatesFigure study={findings.study} layer={place?.layer ?? model.layers} />
          <HeatMap
            findings={findings}
            model={model}
            place={place}
            choose={(next) => change({ place: next })}
          />
        </>
      ),
    [findings, model, place],
  );

  return (
    <div class="memory">
      <ControlPanel buttons={<JobButtons job={job} />} status={<Progress report={report} />}>
        <ExperimentChoice experiments={experiments} settings={model} choose={changeModel} />
        <Choice
          name="Cell"
          of={CHOICES.cell}
          value={model.cell}
          choose={(cell) => changeModel({ ...model, cell })}
        />
        {namesOf(RANGES).map((name) => (
          <Amount
            key={name}
            name={NAMES[name]}
            {...RANGES[name]}
            value={model[name]}
            choose={(value) => changeModel({ ...model, [name]: value })}
          />
        ))}
        <Choice
          name="Optimizer"
          of={CHOICES.optimizer}
          value={model.optimizer}
          choose={(optimizer) => changeModel({ ...model, optimizer })}
        />
      </ControlPanel>
      <JobState job={job} trouble={trouble} awaited="The text is fetched, and the worker starts." />
      {report && (
        <div class="panels">
          <LossFigure
            report={report}
            kept={kept && { history: kept.history, name: differenceOf(kept.model, model) }}
            keep={() => keep({ model, history: report.history })}
          />
          <SamplesFigure report={report} writing={writing} choose={(next) => change({ writing: next })} />
          {looked}
        </div>
      )}
      {report && (
        <div class="tools">
          <WeightsFile
            save={() => job.tell({ say: 'save' })}
            load={(bytes) => job.tell({ say: 'load', bytes })}
            fail={fail}
          />
          <OwnText train={setText} goBack={() => void mobyDick.then(setText, fail)} />
          <p class="verdict" role="status">
            {notice}
          </p>
        </div>
      )}
    </div>
  );
}

function Progress({ report }: { readonly report: MemoryReport | undefined }) {
  if (report === undefined) return <output class="count">starting</output>;
  const { characters, seconds } = report;
  const read = characters.toLocaleString('en');
  return (
    <output class="count" data-characters={characters}>
      {read} characters,{' '}
      <Explained
        what="speed of training"
        formula="characters / seconds of training"
        values={`${read} / ${seconds.toFixed(1)}`}
      >
        {(characters / Math.max(seconds, 1e-3) / 1000).toFixed(0)}k a second
      </Explained>
    </output>
  );
}
