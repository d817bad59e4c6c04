interface Props {
  /** The norm of the gradient 1, 2 ... steps back. */
  readonly norms: readonly number[];
  /** How many steps are kept. */
  readonly kept: number;
}

/** Says how much of the gradient over all lags the first `kept` carry. */
function shareKept(norms: readonly number[], kept: number): number {
  const sum = (list: readonly number[]) => list.reduce((total, norm) => total + norm, 0);
  const all = sum(norms);
  return all > 0 ? sum(norms.slice(0, kept)) / all : 1;
}

/** The gradient by lag: what back-propagation over `kept` steps keeps is filled, what it drops hatched. */
export function LagBars({ norms, kept }: Props) {
  const largest = Math.max(Number.MIN_VALUE, ...norms);
  const share = `${(100 * shareKept(norms, kept)).toFixed(0)} %`;
  const sentence = `k2 = ${kept} keeps ${share} of the gradient’s norm, summed over ${norms.length} lags.`;
  return (
    <figure class="lags">
      <figcaption>
        <strong>Gradient by lag</strong>, characters back
      </figcaption>
      <div class="bars" role="img" aria-label={sentence}>
        {norms.map((norm, i) => (
          <span
            key={i}
            class={i < kept ? 'kept' : 'dropped'}
            style={{ height: `${(100 * norm) / largest}%` }}
            title={`${i + 1} back: ${norm.toExponential(2)}`}
          />
        ))}
      </div>
      <div class="lag-axis" aria-hidden="true">
        <span>1</span>
        <span>{norms.length}</span>
      </div>
      <p class="verdict">{sentence}</p>
    </figure>
  );
}
