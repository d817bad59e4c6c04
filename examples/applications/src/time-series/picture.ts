import * as Plot from '@observablehq/plot';
import { colors, figureOf, type Panel } from '../shared/figure.js';
import { coverage, type Forecast, rootMeanSquare } from './forecast-study.js';

/** The latest days of two cities and the latest months of carbon dioxide, with their intervals. */
export function forecastPicture(
  temperatures: readonly Forecast[],
  parts: readonly Forecast[],
  cities: readonly string[],
): string {
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const description =
    `What came, as dots, on the forecast with its interval of 90 %: the temperature of tomorrow in ${cities.join(' and ')}, ` +
    `of which ${percent(coverage(temperatures))} lie within, and carbon dioxide six months ahead, ${percent(coverage(parts))} within.`;
  const days = cities.map((city, column) =>
    panel(
      `${city}: the highest temperature of a day, °C, forecast the day before`,
      temperatures.filter((forecast) => forecast.column === column).slice(-150),
      200,
      'days',
    ),
  );
  const months = panel('Carbon dioxide, ppm, forecast six months before', parts, 220, 'months');
  return figureOf(description, [...days, months]);
}

function panel(title: string, forecasts: readonly Forecast[], height: number, unit: string): Panel {
  const error = rootMeanSquare(forecasts, 'mean').toFixed(2);
  const first = forecasts[0]?.row ?? 0;
  const x = ({ row }: Forecast) => row - first;
  return {
    title,
    height,
    plot: {
      marginLeft: 44,
      marginRight: 16,
      marginBottom: 36,
      x: {
        label: `${unit} (error of those shown ${error})`,
        labelArrow: 'none',
        labelAnchor: 'center',
        tickSize: 0,
      },
      y: { label: null, ticks: 5, grid: true, tickSize: 0, zero: false },
      marks: [
        Plot.areaY(forecasts, {
          x,
          y1: ({ mean, margin }: Forecast) => mean - margin,
          y2: ({ mean, margin }: Forecast) => mean + margin,
          fill: colors.blue,
          fillOpacity: 0.18,
        }),
        Plot.lineY(forecasts, { x, y: 'mean', stroke: colors.blue, strokeWidth: 1.5 }),
        Plot.dot(forecasts, { x, y: 'truth', r: 2, fill: colors.orange }),
      ],
    },
  };
}
