import { LagChart } from '../charts/lag-chart.js';
import { Explained } from '../explained.js';
import type { Findings } from './look.js';
import type { ModelSettings } from './memory-settings.js';

interface Props {
  readonly findings: Findings;
  readonly model: ModelSettings;
}

/** The gradient by lag, and the error of truncation. */
export function LagFigure({ findings: { byLag, truncation, longest }, model: { k1, k2 } }: Props) {
  const sum = (norms: readonly number[]) => norms.reduce((total, norm) => total + norm, 0);
  const [kept, all] = [sum(byLag.slice(0, k2)), sum(byLag)];
  const share = `${all > 0 ? ((100 * kept) / all).toFixed(0) : 100} %`;
  const short = (value: number) => value.toPrecision(3).replace('-', '−');
  const { relative, cosine, norm, longestNorm } = truncation;
  return (
    <figure class="lags">
      <figcaption>
        <strong>Gradient by lag</strong>, kept filled, dropped hatched
      </figcaption>
      <LagChart
        label={`Gradient by lag: k2 = ${k2} keeps ${share} of the norm, summed over ${byLag.length} lags.`}
        norms={byLag}
        kept={k2}
        height={136}
      />
      <p class="verdict">
        k2 = {k2} keeps{' '}
        <Explained
          what="the share that is kept"
          formula="Σ over lags 1 to k2 of ‖∂L/∂s‖ / Σ over all lags"
          values={`${short(kept)} / ${short(all)}`}
        >
          {share}
        </Explained>{' '}
        of the gradient’s norm. Against {longest} steps back, the gradient of TBPTT({k1}, {k2}) is off by{' '}
        <Explained
          what="the relative error"
          formula="‖g − g*‖ / ‖g*‖, g* over the longer window"
          values={`${short(relative * longestNorm)} / ${short(longestNorm)}`}
        >
          {(100 * relative).toFixed(1)} %
        </Explained>{' '}
        of its length; the cosine is{' '}
        <Explained
          what="the cosine"
          formula="g · g* / (‖g‖ × ‖g*‖)"
          values={`${short(cosine * norm * longestNorm)} / (${short(norm)} × ${short(longestNorm)})`}
        >
          {cosine.toFixed(4).replace('-', '−')}
        </Explained>
        .
      </p>
    </figure>
  );
}
