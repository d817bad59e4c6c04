import { useEffect, useRef } from 'preact/hooks';
import { type Racer, SIDE } from './learning-job.js';
import type { Points } from './points.js';

/** The side of the drawing in device pixels. */
const SIZE = 400;

/** Blue and orange as on the rest of the page, for the two kinds. */
const KINDS = [
  [176, 74, 6],
  [26, 102, 173],
] as const;

/** The decision surface of a network: the kind that it expects at every place, and the points. */
export function Surface({ racer, points }: { readonly racer: Racer; readonly points: Points }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = new ImageData(SIDE, SIDE);
    racer.surface.forEach((probability, i) => {
      const kind = KINDS[probability > 0.5 ? 1 : 0];
      image.data.set([...kind, 255 * Math.abs(2 * probability - 1) * 0.65], 4 * i);
    });
    const small = new OffscreenCanvas(SIDE, SIDE);
    small.getContext('2d')?.putImageData(image, 0, 0);
    context.clearRect(0, 0, SIZE, SIZE);
    context.drawImage(small, 0, 0, SIZE, SIZE);
    points.kinds.forEach((kind, i) => {
      const x = ((1 + (points.places[2 * i] ?? 0)) / 2) * SIZE;
      const y = ((1 - (points.places[2 * i + 1] ?? 0)) / 2) * SIZE;
      context.beginPath();
      if (kind === 1) context.arc(x, y, 5, 0, 2 * Math.PI);
      else context.rect(x - 4.5, y - 4.5, 9, 9);
      context.fillStyle = `rgb(${KINDS[kind === 1 ? 1 : 0].join(',')})`;
      context.fill();
      context.strokeStyle = '#fff';
      context.lineWidth = 1.5;
      context.stroke();
    });
  });
  const right = `${Math.round(100 * racer.right)} %`;
  return (
    <figure class="surface">
      <figcaption>
        <strong>{racer.optimizer}</strong> <span class="number">{right}</span> right
      </figcaption>
      <canvas
        ref={canvas}
        width={SIZE}
        height={SIZE}
        role="img"
        aria-label={`What the network trained by ${racer.optimizer} expects where: ${right} of the points are on the right side.`}
      />
    </figure>
  );
}
