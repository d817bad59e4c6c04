import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface Props {
  /** The fields of the settings. */
  readonly children: ComponentChildren;
  /** The buttons, which are always visible. */
  readonly buttons: ComponentChildren;
  /** The progress. */
  readonly status?: ComponentChildren;
}

/**
 * The controls of a chapter. On a narrow screen the buttons stay at the bottom, and the fields are
 * a sheet above them, which a button opens.
 */
export function ControlPanel({ children, buttons, status }: Props) {
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isOpen) return undefined;
    const press = ({ key }: KeyboardEvent) => {
      if (key !== 'Escape') return;
      setOpen(false);
      opener.current?.focus();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [isOpen]);
  return (
    <div class="controls">
      <div id="fields" class={isOpen ? 'fields open' : 'fields'}>
        {children}
      </div>
      <div class="bar">
        <div class="buttons">
          {buttons}
          <button
            type="button"
            class="opener"
            ref={opener}
            aria-expanded={isOpen}
            aria-controls="fields"
            onClick={() => setOpen(!isOpen)}
          >
            Settings
          </button>
        </div>
        {status}
      </div>
    </div>
  );
}
