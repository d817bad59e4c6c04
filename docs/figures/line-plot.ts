import { scaleLinear, scaleLog } from 'd3-scale';

/** One of the axes of a plot. */
interface Axis {
  readonly label: string;
  readonly domain: readonly [least: number, most: number];
  /** Whether it is logarithmic; false if not given. */
  readonly logarithmic?: boolean;
  /** Where ticks are; chosen if not given. */
  readonly ticks?: readonly number[];
}

/** A line of a plot, labeled beside its last point or where `labelAt` says. */
interface Line {
  readonly label: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly color: string;
  readonly dashed?: boolean;
}

/** A point that is talked about, with words beside it. */
interface Mark {
  readonly at: readonly [x: number, y: number];
  readonly label: string;
  readonly color: string;
  /** Where the words stand, in pixels from the point. */
  readonly offset: readonly [x: number, y: number];
}

/** What a plot shows. */
export interface LinePlot {
  /** For those who cannot see it. */
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
  readonly marks?: readonly Mark[];
}

/** Colors that are told apart by color-blind readers too (Okabe & Ito 2008). */
export const colors = {
  blue: '#0072b2',
  orange: '#d55e00',
  green: '#009e73',
  purple: '#aa4499',
  gray: '#767676',
} as const;

const WIDTH = 760;
const HEIGHT = 400;
const MARGIN = { left: 72, right: 190, top: 16, bottom: 48 };
/** Pixels that labels of lines keep from each other. */
const LABEL_HEIGHT = 18;

/** A plot of lines as SVG, on white; a label beside the end of each line. */
export function linePlot({ description, x, y, lines, marks = [] }: LinePlot): string {
  const across = scaleOf(x, [MARGIN.left, WIDTH - MARGIN.right]);
  const up = scaleOf(y, [HEIGHT - MARGIN.bottom, MARGIN.top]);
  const [left, right] = across.range() as [number, number];
  const [bottom, top] = up.range() as [number, number];
  const pixel = ([a, b]: readonly [number, number]): string => `${round(across(a))},${round(up(b))}`;

  const grid = [
    ...ticksOf(x, across).flatMap((tick) => [
      `<path d="M${round(across(tick))},${top}V${bottom}" stroke="#e5e5e5"/>`,
      text(across(tick), bottom + 18, format(tick), 'middle'),
    ]),
    ...ticksOf(y, up).flatMap((tick) => [
      `<path d="M${left},${round(up(tick))}H${right}" stroke="#e5e5e5"/>`,
      text(left - 8, up(tick) + 4, format(tick), 'end'),
    ]),
    text((left + right) / 2, HEIGHT - 8, x.label, 'middle'),
    `<text transform="translate(18,${(top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(y.label)}</text>`,
  ];
  const drawn = lines.map(({ points, color, dashed = false }) => {
    const dashes = dashed ? ' stroke-dasharray="6 4"' : '';
    return `<path d="M${points.map(pixel).join('L')}" fill="none" stroke="${color}" stroke-width="2"${dashes}/>`;
  });
  const ends = lines
    .map(({ points }) => points.at(-1) ?? [0, 0])
    .map(([a, b]) => [across(a), up(b)] as const);
  const heights = apart(ends);
  const labels = lines.map(({ label, color }, index) =>
    text((ends[index]?.[0] ?? 0) + 8, (heights[index] ?? 0) + 4, label, 'start', color),
  );
  const marked = marks.flatMap(({ at: [a, b], label, color, offset: [dx, dy] }) => [
    `<circle cx="${round(across(a))}" cy="${round(up(b))}" r="4" fill="${color}"/>`,
    text(across(a) + dx, up(b) + dy, label, dx < 0 ? 'end' : 'start', color),
  ]);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img"`,
    `  font-family="system-ui, sans-serif" font-size="13" fill="#333333">`,
    `<title>${escaped(description)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    ...grid,
    ...drawn,
    ...labels,
    ...marked,
    '</svg>',
    '',
  ].join('\n');
}

function scaleOf({ domain, logarithmic = false }: Axis, range: readonly [number, number]) {
  return (logarithmic ? scaleLog() : scaleLinear()).domain(domain).range(range);
}

function ticksOf({ ticks }: Axis, scale: ReturnType<typeof scaleOf>): readonly number[] {
  return ticks ?? scale.ticks(6);
}

/** The heights of labels beside some points, those under each other moved apart. */
function apart(points: readonly (readonly [x: number, y: number])[]): readonly number[] {
  const heights: number[] = [];
  const downwards = [...points.entries()].toSorted(([, [, a]], [, [, b]]) => a - b);
  downwards.forEach(([line, [x, y]], place) => {
    const above = downwards.slice(0, place).filter(([, other]) => other[0] === x);
    heights[line] = Math.max(y, ...above.map(([other]) => (heights[other] ?? 0) + LABEL_HEIGHT));
  });
  return heights;
}

function text(x: number, y: number, words: string, anchor: string, color?: string): string {
  const fill = color === undefined ? '' : ` fill="${color}"`;
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}"${fill}>${escaped(words)}</text>`;
}

/** 0.1 and 16,000, but 10⁻⁶. */
function format(value: number): string {
  if (value === 0 || Math.abs(value) >= 0.01) return value.toLocaleString('en').replace('-', '−');
  const exponent = String(Math.round(Math.log10(value)));
  return `10${exponent.replaceAll(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)] ?? '').replace('-', '⁻')}`;
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
