import { useState } from 'preact/hooks';
import { countOf, FEWEST } from './memory-settings.js';

interface Props {
  readonly train: (text: string) => void;
  readonly goBack: () => void;
}

/** A form for a text of the reader's own. */
export function OwnText({ train, goBack }: Props) {
  const [text, setText] = useState('');
  return (
    <details class="own">
      <summary>Train on a text of your own</summary>
      <label for="own">
        A text of at least {FEWEST.toLocaleString('en')} characters. It stays on this page.
      </label>
      <textarea
        id="own"
        rows={6}
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <div class="buttons">
        <button type="button" disabled={countOf(text) < FEWEST} onClick={() => train(text)}>
          Train on it
        </button>
        <button type="button" onClick={goBack}>
          Back to Moby-Dick
        </button>
      </div>
    </details>
  );
}
