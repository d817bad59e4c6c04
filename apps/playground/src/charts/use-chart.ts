import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import { drawLater, drawNever } from './tasks.js';

/** Returns the value of a color of the page. */
export function colorOf(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** The font of charts, that of small text on the page. */
export const FONT_SIZE = 13;
export const FONT = `${FONT_SIZE}px system-ui, sans-serif`;

/** Returns an axis in the style of the page. */
export function axis(title: string, extra: UPlot.Axis = {}): UPlot.Axis {
  return {
    label: title,
    labelFont: FONT,
    font: FONT,
    labelSize: 20,
    labelGap: 0,
    stroke: () => colorOf('--gray'),
    ticks: { show: false },
    ...extra,
  };
}

/** A light line of the grid. */
export const GRID: UPlot.Axis.Grid = { stroke: () => colorOf('--line'), width: 1 };

interface Drawing {
  /** Identifies the options: a change makes a new chart. */
  readonly shape: string;
  readonly height: number;
  readonly options: () => Omit<UPlot.Options, 'width' | 'height'>;
  readonly data: UPlot.AlignedData;
}

/**
 * Maintains a chart in an element: it is made and drawn in tasks of its own, as wide as the
 * element, in the colors of the page. Returns the reference of the element.
 */
export function useChart({ shape, height, options, data }: Drawing): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<UPlot | undefined>(undefined);
  const latest = useRef(data);
  latest.current = data;

  useEffect(() => {
    const { current } = box;
    if (current === null) return undefined;
    const redraw = () => chart.current && drawLater(box, () => chart.current?.redraw(false, true));
    const observer = new ResizeObserver(() => {
      chart.current?.setSize({ width: current.clientWidth, height });
    });
    drawLater(box, () => {
      const whole: UPlot.Options = {
        ...options(),
        width: current.clientWidth,
        height,
        legend: { show: false },
        cursor: { show: false },
      };
      chart.current = new UPlot(whole, latest.current, current);
      observer.observe(current);
    });
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', redraw);
    addEventListener('themechange', redraw);
    return () => {
      drawNever(box);
      observer.disconnect();
      dark.removeEventListener('change', redraw);
      removeEventListener('themechange', redraw);
      chart.current?.destroy();
      chart.current = undefined;
    };
  }, [shape, height]);

  useEffect(() => {
    if (chart.current) drawLater(box, () => chart.current?.setData(latest.current));
  }, [shape, data]);

  return box;
}
