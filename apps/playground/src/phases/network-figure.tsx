import type { Explanation } from '@tbptt/core';
import { useEffect, useRef, useState } from 'preact/hooks';
import { formatNumber } from '../format.js';
import type { Plan } from './plan.js';
import { isSame, nameOf, type Quantity, symbolOf, valueOf } from './quantity.js';
import { type EdgeNumber, type NodeNumber, shownAt } from './shown.js';
import type { Step } from './steps.js';

interface Props {
  readonly explanation: Explanation;
  readonly plan: Plan;
  readonly steps: readonly Step[];
  readonly at: number;
  readonly asked: Quantity | undefined;
  readonly ask: (quantity: Quantity) => void;
}

/** With this many units or more, the number of a weight is shown only if it is selected. */
const CROWDED = 4;

/**
 * Draws the network: units as circles with the number of the current step, weights as lines whose
 * width is their magnitude. Numbers of the current step are colored, earlier ones gray. The path of
 * the selected weight is highlighted.
 */
export function NetworkFigure({ explanation, plan, steps, at, asked, ask }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(640);
  useEffect(() => {
    if (box.current === null) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 640)));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);

  const { layers } = plan;
  const narrow = width < 520;
  const most = Math.max(...layers);
  const dense = narrow || most > 4;
  const decimals = dense ? 2 : 4;
  const radius = dense ? (narrow && layers.length > 4 ? 20 : 24) : 36;
  const letter = 8.5; // the width of a letter of the figure
  const rise = Math.min(narrow ? 104 : most > 2 ? 128 : 192, 560 / most);
  const height = Math.max(most * rise + 32, 176);
  const gap = (width - 2 * radius - 16) / (layers.length - 1);
  const place = (layer: number, unit: number) => ({
    x: radius + 8 + layer * gap,
    y: height / 2 + (unit - ((layers[layer] ?? 1) - 1) / 2) * rise,
  });
  const shown = shownAt(plan, steps, at);
  const lit = litBy(asked, layers);
  const value = (quantity: Quantity) => valueOf(explanation, plan.targets, quantity);
  const largest = Math.max(1e-9, ...shown.edges.map(({ quantity }) => Math.abs(value(quantity))));
  const part = Math.max(most > 2 ? 0.28 : 0.34, Math.min(0.44, (radius + (narrow ? 30 : 44)) / gap));

  const askable = (quantity: Quantity, text = formatNumber(value(quantity), decimals)) => ({
    role: 'button' as const,
    tabIndex: 0,
    'aria-label': `${nameOf(quantity)}: ${text}`,
    'aria-pressed': isSame(asked, quantity),
    onClick: () => ask(quantity),
    onFocus: () => ask(quantity),
    onMouseEnter: () => ask(quantity),
  });

  const edge = ({ quantity, fresh }: EdgeNumber) => {
    const { layer, unit, from = 0 } = quantity;
    const [start, end] = [place(layer, from), place(layer + 1, unit)];
    const number = value(quantity);
    const isLit = lit?.(layer, from, unit) ?? false;
    const crowded = Math.max(layers[layer] ?? 1, layers[layer + 1] ?? 1) >= CROWDED;
    const half = formatNumber(number, decimals).length * letter * 0.5 + 4;
    const along = part + (most > 2 ? (from % 2) * 0.14 : 0); // so that numbers of crossing lines do not meet
    const text = { x: start.x + (end.x - start.x) * along, y: start.y + (end.y - start.y) * along };
    const classes = ['edge', sign(number), fresh && 'fresh', isLit && 'lit', lit && !isLit && 'dim'];
    return (
      <g key={JSON.stringify(quantity)} class={classes.filter(Boolean).join(' ')} {...askable(quantity)}>
        <line class="wide" x1={start.x} y1={start.y} x2={end.x} y2={end.y} />
        <line
          x1={start.x}
          y1={start.y}
          x2={end.x}
          y2={end.y}
          stroke-width={1 + (5 * Math.abs(number)) / largest}
          stroke-dasharray={number < 0 ? '6 4' : undefined}
        />
        {(!crowded || isSame(asked, quantity)) && (
          <>
            <rect x={text.x - half} y={text.y - 10} width={2 * half} height={20} />
            <text x={text.x} y={text.y} dy="0.35em" text-anchor="middle">
              {formatNumber(number, decimals)}
            </text>
          </>
        )}
      </g>
    );
  };

  const small = ({ quantity, fresh }: NodeNumber, dy: number) => {
    const { x, y } = place(quantity.kind === 'x' ? 0 : quantity.layer + 1, quantity.unit);
    const text = `${shortOf(quantity)} ${formatNumber(value(quantity), decimals)}`;
    const half = text.length * letter * 0.5;
    return (
      <g
        key={JSON.stringify(quantity)}
        class={['small', fresh && 'fresh', sign(value(quantity))].filter(Boolean).join(' ')}
        {...askable(quantity, text)}
      >
        <text x={Math.min(Math.max(x, half), width - half)} y={y + dy} text-anchor="middle">
          {text}
        </text>
      </g>
    );
  };

  return (
    <div class="network" ref={box}>
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="group"
        aria-label="The network"
      >
        {shown.edges.map(edge)}
        {layers.flatMap((units, layer) =>
          Array.from({ length: units }, (_, unit) => {
            const { x, y } = place(layer, unit);
            const number = shown.nodes.find(
              ({ quantity }) =>
                quantity.unit === unit && (quantity.kind === 'x' ? 0 : quantity.layer + 1) === layer,
            );
            if (number === undefined)
              return <circle key={`${layer}-${unit}`} class="waiting" cx={x} cy={y} r={radius} />;
            const { quantity, fresh } = number;
            return (
              <g
                key={`${layer}-${unit}`}
                class={['node', fresh && 'fresh', sign(value(quantity))].filter(Boolean).join(' ')}
                {...askable(quantity)}
              >
                <circle cx={x} cy={y} r={radius} />
                <text x={x} y={y} dy="0.35em" text-anchor="middle">
                  {formatNumber(value(quantity), decimals)}
                </text>
              </g>
            );
          }),
        )}
        {shown.above.map((number) => small(number, -radius - 8))}
        {shown.below.map((number) => small(number, radius + (dense ? 17 : 21)))}
      </svg>
    </div>
  );
}

function sign(value: number): string {
  return value < 0 ? 'negative' : 'positive';
}

function shortOf(quantity: Quantity): string {
  if (quantity.kind === 'error') return '∂L/∂a';
  if (quantity.kind === 'slope') return 'f′';
  return symbolOf(quantity)
    .replaceAll(/[₀-₉⁰-⁹¹²³⁽⁾]/g, '')
    .replace('∂L/∂b', '∂b');
}

/**
 * Returns whether the weight from one unit of a layer to another is on the path of the selected
 * weight: the weight itself, the weights from it to the loss, and those that lead to it.
 */
function litBy(
  asked: Quantity | undefined,
  layers: readonly number[],
): ((layer: number, from: number, to: number) => boolean) | undefined {
  if (asked === undefined || !['w', 'dw', 'w+'].includes(asked.kind) || layers.length === 0) return undefined;
  const { layer: own, unit, from: source } = asked;
  return (layer, from, to) => {
    if (layer === own) return from === source && to === unit;
    if (layer === own + 1) return from === unit;
    if (layer === own - 1) return to === source;
    return true;
  };
}
