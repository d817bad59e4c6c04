import { LineChart, REFERENCE } from '../charts/line-chart.js';
import { Explained } from '../explained.js';
import type { MemoryReport } from './memory-job.js';

/** The curve of a run that another is compared with. */
export interface KeptRun {
  /** The settings that differ from the current run; empty if none does. */
  readonly name: string;
  readonly history: MemoryReport['history'];
}

interface Props {
  readonly report: MemoryReport;
  readonly kept: KeptRun | undefined;
  readonly keep: () => void;
}

/** The n-gram models that the chart shows. */
const SHOWN = [1, 3, 5];

/** The loss over the characters read, with the curve of a kept run and the losses of n-gram models. */
export function LossFigure({ report: { history, references, bits }, kept, keep }: Props) {
  const { at } = history;
  const named = references.filter(({ order }) => SHOWN.includes(order));
  const other = at.map((characters) => trainingAt(kept?.history, characters));
  const name = kept?.name ? `kept: ${kept.name}` : 'kept';
  return (
    <figure class="loss">
      <figcaption>
        <Explained
          class="key"
          what="bits per character"
          formula="loss / ln 2, the running mean of some 20 updates"
          values={`${(bits * Math.LN2).toFixed(4)} / ${Math.LN2.toFixed(4)}`}
        >
          <span data-bits={bits}>{bits.toFixed(2)}</span>
        </Explained>{' '}
        <strong>bits per character</strong>{' '}
        <button type="button" onClick={keep}>
          Keep to compare
        </button>
      </figcaption>
      <LineChart
        label={`Bits per character over characters read: ${bits.toFixed(2)} now. ${named.map(({ order, bits: level }) => `${order}-gram ${level.toFixed(2)}`).join(', ')}.`}
        height={224}
        x={at}
        xTitle="characters read"
        yTitle="bits per character"
        lines={[
          { name: 'training', values: history.training },
          { name: 'held out', values: history.heldOut, wide: true },
          ...named.map(({ order, bits: level }) => ({
            name: `${order}-gram, ${level.toFixed(2)} bits`,
            color: '--gray',
            dash: REFERENCE,
            values: at.map(() => level),
          })),
          ...(kept ? [{ name: 'kept', color: '--gray', values: other }] : []),
        ]}
      />
      {!kept && named.length > 0 && (
        <p class="verdict">
          Counted:{' '}
          {named.map(({ order, bits: level }, i) => (
            <span key={order}>
              {i > 0 && ', '}
              {order}-gram{' '}
              <Explained
                what={`bits per character of the ${order}-gram model`}
                formula="the mean of −log₂ p(c|h) over held-out text, p(c|h) = (n(hc) + t(h) p(c|h′)) / (n(h) + t(h))"
                values={`n counts, t counts kinds, h is the ${order === 1 ? 'empty text' : `${order - 1} characters before`}`}
              >
                {level.toFixed(2)}
              </Explained>
            </span>
          ))}
          .
        </p>
      )}
      {kept && (
        <p class="verdict">
          {comparison(history, kept)} {name === 'kept' ? '' : `The kept run has ${kept.name}.`}
        </p>
      )}
    </figure>
  );
}

/** Returns the loss of training after a number of characters; null if there is none. */
function trainingAt(history: MemoryReport['history'] | undefined, characters: number): number | null {
  if (history === undefined || characters > (history.at.at(-1) ?? 0)) return null;
  const i = history.at.findLastIndex((one) => one <= characters);
  return history.training[i] ?? null;
}

/** Compares two runs after the same number of characters. */
function comparison(history: MemoryReport['history'], { history: other }: KeptRun): string {
  const characters = Math.min(history.at.at(-1) ?? 0, other.at.at(-1) ?? 0);
  const [own, kept] = [trainingAt(history, characters), trainingAt(other, characters)];
  if (own === null || kept === null) return 'The kept run had read more when it was kept.';
  return `After ${characters.toLocaleString('en')} characters: ${own.toFixed(2)} bits, kept ${kept.toFixed(2)}.`;
}
