import { useEffect, useRef } from 'preact/hooks';
import { Explained } from '../explained.js';
import type { Racer } from './learning-job.js';
import { SIDE } from './learning-settings.js';
import type { Points } from './points.js';
import { Weights } from './weights.js';

/** The side of the drawing in device pixels. */
const SIZE = 400;

/** Orange and blue as on the rest of the page, for the two kinds. */
const KINDS = [
  [176, 74, 6],
  [26, 102, 173],
] as const;

/** A network of the race: the kind that it expects at every place, the points, and its weights. */
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
    context.strokeStyle = '#fff';
    context.lineWidth = 1.5;
    for (const kind of [0, 1] as const) {
      context.beginPath();
      points.kinds.forEach((one, i) => {
        if (one !== kind) return;
        const x = ((1 + (points.places[2 * i] ?? 0)) / 2) * SIZE;
        const y = ((1 - (points.places[2 * i + 1] ?? 0)) / 2) * SIZE;
        if (kind === 0) context.rect(x - 4.5, y - 4.5, 9, 9);
        else {
          context.moveTo(x + 5, y);
          context.arc(x, y, 5, 0, 2 * Math.PI);
        }
      });
      context.fillStyle = `rgb(${KINDS[kind].join(',')})`;
      context.fill();
      context.stroke();
    }
  });
  const count = points.kinds.length;
  const right = `${Math.round((100 * racer.right) / count)} %`;
  return (
    <figure class="surface">
      <figcaption>
        <strong>{racer.optimizer}</strong>{' '}
        <Explained
          what={`${racer.optimizer}, the points on their side`}
          formula="points on the side of their kind / all points"
          values={`${racer.right} / ${count}`}
        >
          {right}
        </Explained>{' '}
        right
      </figcaption>
      <div class="racer">
        <canvas
          ref={canvas}
          width={SIZE}
          height={SIZE}
          role="img"
          aria-label={`What the network trained by ${racer.optimizer} expects where: ${right} of the points are on the right side.`}
        />
        <Weights layers={racer.weights} />
      </div>
    </figure>
  );
}
