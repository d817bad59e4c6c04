import { useEffect, useRef } from 'preact/hooks';
import type { Weights as LayerWeights } from './learning-job.js';

/** The side of a weight in CSS pixels, by how many weights there are at most. */
const SIDES = [
  [200, 5],
  [800, 3],
  [Number.POSITIVE_INFINITY, 2],
] as const;
/** Blue and orange as on the rest of the page, for the two signs. */
const [POSITIVE, NEGATIVE] = [
  [26, 102, 173],
  [176, 74, 6],
] as const;

/** The weights of all layers as matrices: a column for each unit, a row for each of its inputs. */
export function Weights({ layers }: { readonly layers: readonly LayerWeights[] }) {
  const largest = Math.max(
    ...layers.map(({ values }) => values.reduce((m, w) => Math.max(m, Math.abs(w)), 0)),
  );
  const count = layers.reduce((sum, { values }) => sum + values.length, 0);
  const [, side] = SIDES.find(([most]) => count <= most) ?? SIDES[0];
  return (
    <div
      class="weights"
      role="img"
      aria-label={`Weights of ${layers.length} layers; the largest is ${largest.toFixed(2)} in magnitude.`}
    >
      <span>weights</span>
      {layers.map((layer, i) => (
        <Matrix key={i} layer={layer} largest={largest} side={side} />
      ))}
    </div>
  );
}

interface MatrixProps {
  readonly layer: LayerWeights;
  readonly largest: number;
  readonly side: number;
}

function Matrix({ layer: { inputs, outputs, values }, largest, side }: MatrixProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = new ImageData(outputs, inputs);
    values.forEach((weight, i) => {
      const strength = Math.sqrt(Math.min(1, Math.abs(weight) / largest));
      image.data.set([...(weight < 0 ? NEGATIVE : POSITIVE), 255 * strength], 4 * i);
    });
    context.putImageData(image, 0, 0);
  });
  return (
    <canvas
      ref={canvas}
      width={outputs}
      height={inputs}
      style={{ width: `${outputs * side}px`, height: `${inputs * side}px` }}
    />
  );
}
