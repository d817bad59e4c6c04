import { type Explanation, explain, kernels, tensor } from '@tbptt/core';
import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { writeAddress } from '../address.js';
import { Choice } from '../controls/choice.js';
import { ControlPanel } from '../controls/control-panel.js';
import { formatNumber } from '../format.js';
import { namesOf } from '../names-of.js';
import { NetworkFigure } from './network-figure.js';
import { NumberField } from './number-field.js';
import { originOf } from './origin.js';
import { OuterProduct } from './outer-product.js';
import { losses, networkOf, type Plan, type Preset, presets } from './plan.js';
import { PlanForm } from './plan-form.js';
import { planIn, planToUrl, presetIn } from './plan-in-url.js';
import { isSame, nameOf, type Quantity, symbolOf, valueOf } from './quantity.js';
import { firstOf } from './shown.js';
import { PHASES, stepsOf } from './steps.js';

const titles = Object.fromEntries(
  Object.entries(presets).map(([name, { title }]) => [name, title]),
) as Record<Preset, string>;

/** The time for which a step is shown while the page plays, in milliseconds. */
const PACE = 1600;

// A few numbers are computed sooner than a kernel is compiled, and the page works without WebAssembly.
kernels.use('reference');

function explanationOf(plan: Plan): Explanation {
  const { inputs, targets, rate } = plan;
  return explain(
    networkOf(plan),
    tensor([1, inputs.length], inputs),
    tensor([1, targets.length], targets),
    losses[plan.loss],
    { learningRate: rate },
  );
}

/** The four phases of back-propagation, step by step, in all their numbers. */
export function PhasesChapter({ search }: { readonly search: URLSearchParams }) {
  const [preset, setPreset] = useState<Preset>(() => presetIn(search));
  const [plan, setPlan] = useState<Plan>(() => planIn(search));
  const steps = useMemo(() => stepsOf(plan.layers.length - 1), [plan.layers.length]);
  const [wanted, setWanted] = useState(() => startOf(search));
  const at = Math.min(wanted, steps.length - 1);
  const [playing, setPlaying] = useState(
    () => !search.has('step') && !matchMedia('(prefers-reduced-motion: reduce)').matches,
  );
  const [asked, setAsked] = useState<Quantity>();
  const explanation = useMemo(() => explanationOf(plan), [plan]);
  const step = steps[at];

  const go = (next: number) => {
    setWanted(Math.max(0, Math.min(steps.length - 1, next)));
    setAsked(undefined);
  };
  const change = (next: Plan) => {
    setPlan(next);
    setPlaying(false);
  };

  useEffect(() => {
    writeAddress({ chapter: 'phases', ...planToUrl(preset, plan), step: String(at + 1) });
  }, [preset, plan, at]);

  useEffect(() => {
    if (!playing) return undefined;
    if (at === steps.length - 1) {
      setPlaying(false);
      return undefined;
    }
    const timer = setTimeout(() => go(at + 1), PACE);
    return () => clearTimeout(timer);
  });

  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      const { target } = event;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (target instanceof Element && target.closest('input, select, textarea, summary, a')) return;
      const onButton = target instanceof Element && target.closest('button, [role=button]') !== null;
      if (event.key === 'ArrowRight') go(at + 1);
      else if (event.key === 'ArrowLeft') go(at - 1);
      else if (event.key === 'r' || event.key === 'R') go(0);
      else if (event.key === ' ' && !onButton) setPlaying(!playing);
      else return;
      if (event.key !== ' ') setPlaying(false);
      event.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });

  if (step === undefined) return null;
  const question = asked ?? firstOf(plan, step);
  const ask = (quantity: Quantity) => {
    setAsked(quantity);
    setPlaying(false);
  };
  const { formula, values } = originOf(explanation, plan, question);
  const last = plan.layers.length - 2;
  const outputs = plan.targets.map((_, unit) => unit);
  const readout: readonly (readonly [string, Quantity, boolean])[] = [
    ...outputs.map((unit) => ['output', { kind: 'a', layer: last, unit }, at >= last] as const),
    ...outputs.map((unit) => ['target', { kind: 't', layer: last, unit }, true] as const),
    ['loss', { kind: 'loss', layer: 0, unit: 0 }, at > last],
    ...outputs.map((unit) => ['∂L/∂a', { kind: 'error', layer: last, unit }, at > last] as const),
  ];
  const number = valueOf(explanation, plan.targets, question);

  return (
    <div class="phases">
      <ControlPanel
        buttons={
          <>
            <button
              type="button"
              class="primary"
              onClick={() => (at === steps.length - 1 ? (go(0), setPlaying(true)) : setPlaying(!playing))}
            >
              {playing ? 'Pause' : 'Play'}
            </button>
            <button type="button" onClick={() => (setPlaying(false), go(at - 1))} disabled={at === 0}>
              Back
            </button>
            <button
              type="button"
              onClick={() => (setPlaying(false), go(at + 1))}
              disabled={at === steps.length - 1}
            >
              Step
            </button>
            <button type="button" onClick={() => (setPlaying(false), go(0))}>
              Reset
            </button>
          </>
        }
      >
        <Choice
          name="Network"
          of={namesOf(presets)}
          titles={titles}
          value={preset}
          choose={(name) => {
            setPreset(name);
            change(presets[name].plan);
            go(0);
          }}
        />
        <PlanForm plan={plan} change={change} />
      </ControlPanel>
      <ol class="phase-list" aria-label="Phases">
        {PHASES.map((phase) => (
          <li key={phase}>
            <button
              type="button"
              aria-current={phase === step.phase ? 'step' : undefined}
              onClick={() => (setPlaying(false), go(steps.findIndex((one) => one.phase === phase)))}
            >
              {phase}
            </button>
          </li>
        ))}
      </ol>
      <p class="says" role="status">
        <span class="count">
          {at + 1}/{steps.length}
        </span>{' '}
        {step.says}
      </p>
      <dl class="readout">
        {readout.map(([name, quantity, known]) => (
          <div key={JSON.stringify(quantity)}>
            <dt>{name}</dt>
            <dd>
              {known ? (
                <button
                  type="button"
                  class={`number ${isSame(question, quantity) ? 'asked' : ''}`}
                  aria-label={`${nameOf(quantity)}: ${formatNumber(valueOf(explanation, plan.targets, quantity))}`}
                  onClick={() => ask(quantity)}
                  onFocus={() => ask(quantity)}
                  onMouseEnter={() => ask(quantity)}
                >
                  {formatNumber(valueOf(explanation, plan.targets, quantity))}
                </button>
              ) : (
                <span class="number unknown" aria-label="not known yet" role="img">
                  ·
                </span>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <NetworkFigure explanation={explanation} plan={plan} steps={steps} at={at} asked={question} ask={ask} />
      <section class="origin" aria-label="Where the number comes from">
        <h2>{nameOf(question)}</h2>
        {formula === undefined ? (
          <p class="formula">
            {symbolOf(question)} = <b>{formatNumber(number)}</b>, given
          </p>
        ) : (
          <p class="formula">
            <span>{symbolOf(question)}</span>
            <span>= {formula}</span>
            <span>= {values}</span>
            <span>
              = <b>{formatNumber(number)}</b>
            </span>
          </p>
        )}
        <NumberField question={question} plan={plan} change={change} />
        {step.phase === 'gradients' && step.layer !== undefined && (
          <OuterProduct explanation={explanation} plan={plan} layer={step.layer} asked={question} ask={ask} />
        )}
      </section>
    </div>
  );
}

/** Returns the step of an address, from 0. */
function startOf(search: URLSearchParams): number {
  const step = Number(search.get('step') ?? 1);
  return Number.isInteger(step) && step >= 1 ? step - 1 : 0;
}
