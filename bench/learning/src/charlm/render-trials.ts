import { formatted } from '../format.js';
import type { TrialResult } from './trial.js';

/** The trials as a Markdown document: a chapter for each text and budget, the best first. */
export function renderTrials(results: readonly TrialResult[]): string {
  const groups = new Map<string, TrialResult[]>();
  for (const result of results) {
    const title = `${formatted(result.characters)} characters, ${result.budget}`;
    groups.set(title, [...(groups.get(title) ?? []), result]);
  }
  const ordered = [...groups].toSorted(
    ([, [a]], [, [b]]) => (a?.characters ?? 0) - (b?.characters ?? 0) || (a?.work ?? 0) - (b?.work ?? 0),
  );
  return `${[HEAD, ...ordered.map(([title, trials]) => chapter(title, trials))].join('\n\n')}\n`;
}

const HEAD = `# Trials of \`tbptt charlm\`

Written by \`pnpm learn charlm\`. The defaults of the command follow from it: [choose-settings.ts](../../apps/demo-cli/src/language-model/choose-settings.ts), whose test
compares them with this table. The texts are the beginning of Moby-Dick; the last tenth is held out. A trial has a number of updates: those that its settings make in the time of its
budget, measured on an idle machine. So other programs on the machine change no result. All have one LSTM layer, AdamW with weight decay 0.01, a cosine to a hundredth of the
rate, clipping at 1, and seed 1.`;

function chapter(title: string, trials: readonly TrialResult[]): string {
  const head = [
    'held out',
    'training',
    'units',
    'embedding',
    'dropout',
    'lanes',
    'window',
    'rate',
    'updates',
    'passes',
  ];
  const rows = trials
    .toSorted((a, b) => a.heldOutBits - b.heldOutBits)
    .map((trial) => [
      trial.heldOutBits.toFixed(3),
      trial.trainingBits.toFixed(3),
      String(trial.hidden),
      trial.embedding === 0 ? 'one-hot' : String(trial.embedding),
      String(trial.dropout),
      String(trial.batch),
      String(trial.window),
      String(trial.learningRate),
      formatted(trial.steps),
      (trial.charactersRead / (0.9 * trial.characters)).toFixed(1),
    ]);
  const lines = [head, head.map(() => '---:'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  const work = `${(trials[0]?.work ?? 0).toExponential(1).replace('+', '')} multiplications.`;
  return [`## ${title}`, `Bits per character; ${work}`, lines.join('\n')].join('\n\n');
}
