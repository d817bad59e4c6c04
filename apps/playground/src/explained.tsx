import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

interface Props {
  /** The number as it is shown. */
  readonly children: ComponentChildren;
  /** The name of the number. */
  readonly what: string;
  /** The formula by which it is computed. */
  readonly formula: string;
  /** The formula with its values put in. */
  readonly values?: string;
  readonly class?: string;
}

/** The largest width and height of an explanation, in CSS pixels. */
const WIDTH = 336;
const HEIGHT = 160;

/** The place of an explanation on the screen: below its number, or above it if there is no room below. */
type Place = { readonly left: string } & ({ readonly top: string } | { readonly bottom: string });

/** A number whose computation is shown when it is hovered over, focused or tapped. */
export function Explained({ children, what, formula, values, class: name = '' }: Props) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [place, setPlace] = useState<Place>();
  const show = () => {
    const box = button.current?.getBoundingClientRect();
    if (box === undefined) return;
    const left = `${Math.max(8, Math.min(box.left, innerWidth - WIDTH - 8))}px`;
    const isLow = box.bottom + HEIGHT > innerHeight;
    setPlace(
      isLow ? { left, bottom: `${innerHeight - box.top + 4}px` } : { left, top: `${box.bottom + 4}px` },
    );
  };
  const hide = () => setPlace(undefined);
  useEffect(() => {
    if (place === undefined) return undefined;
    const press = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') hide();
    };
    addEventListener('keydown', press);
    addEventListener('scroll', hide, { passive: true });
    return () => {
      removeEventListener('keydown', press);
      removeEventListener('scroll', hide);
    };
  }, [place]);
  return (
    <span class="explained" onMouseLeave={hide}>
      <button
        type="button"
        ref={button}
        class={`number ${name}`}
        aria-describedby={place && id}
        onMouseEnter={show}
        onFocus={show}
        onClick={show}
        onBlur={hide}
      >
        {children}
      </button>
      {place && (
        <span id={id} role="tooltip" class="explanation formula" style={{ ...place, maxWidth: `${WIDTH}px` }}>
          <span>{what}</span>
          <span>= {formula}</span>
          {values !== undefined && <span>= {values}</span>}
          <span>
            = <b>{children}</b>
          </span>
        </span>
      )}
    </span>
  );
}
