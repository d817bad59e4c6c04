import { Slider } from '../controls/slider.js';
import { Explained } from '../explained.js';
import type { MemoryReport } from './memory-job.js';
import { WRITING_RANGES, type WritingSettings } from './memory-settings.js';

interface Props {
  readonly report: MemoryReport;
  readonly writing: WritingSettings;
  readonly choose: (writing: WritingSettings) => void;
}

/** The texts that the network writes while it learns, the newest at the top. */
export function SamplesFigure({ report, writing, choose }: Props) {
  const { temperature, topP } = WRITING_RANGES;
  return (
    <figure class="samples">
      <figcaption>
        <strong>What it writes</strong>
        <Slider
          name="temperature"
          {...temperature}
          value={writing.temperature}
          choose={(value) => choose({ ...writing, temperature: value })}
        />
        <Slider
          name="top-p"
          {...topP}
          value={writing.topP}
          choose={(value) => choose({ ...writing, topP: value })}
        />
      </figcaption>
      <p class="writing">{report.writing.text}</p>
      <ol>
        {report.written.map(({ text, characters, bits }) => (
          <li key={characters}>
            <span class="count">
              {characters.toLocaleString('en')} characters,{' '}
              <Explained
                what="bits per character when it was written"
                formula="loss / ln 2, the running mean of some 20 updates"
                values={`${(bits * Math.LN2).toFixed(4)} / ${Math.LN2.toFixed(4)}`}
              >
                {bits.toFixed(2)}
              </Explained>{' '}
              bits
            </span>
            <p>{text}</p>
          </li>
        ))}
      </ol>
    </figure>
  );
}
