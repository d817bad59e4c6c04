/** The colors of the page: their contrast, and what people with other color vision see of them. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

type Triple = readonly [number, number, number];

const css = readFileSync(new URL('style/colors.css', import.meta.url), 'utf8');

/** Returns the colors that a rule defines. */
function colorsOf(selector: string): Record<string, Triple> {
  const start = css.indexOf(`${selector} {`);
  const rule = css.slice(start, css.indexOf('}', start));
  return Object.fromEntries(
    [...rule.matchAll(/--([\w-]+): (#[0-9a-f]{3,6});/g)].map(([, name = '', color = '']) => [
      name,
      linear(color),
    ]),
  );
}

const toLinear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const toSRGB = (value: number) => (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055);

/** Returns a color in linear red, green and blue from 0 to 1. */
function linear(color: string): Triple {
  const digits = color.length === 4 ? color.replaceAll(/[0-9a-f]/g, '$&$&') : color;
  const part = (at: number) => toLinear(Number.parseInt(digits.slice(at, at + 2), 16) / 255);
  return [part(1), part(3), part(5)];
}

/** Mixes a share of a color with another, as `color-mix(in srgb)` does. */
function mix(share: number, color: Triple, other: Triple): Triple {
  const part = (i: 0 | 1 | 2) => toLinear(share * toSRGB(color[i]) + (1 - share) * toSRGB(other[i]));
  return [part(0), part(1), part(2)];
}

const luminance = ([r, g, b]: Triple) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

/** The contrast of the Web Content Accessibility Guidelines. */
function contrast(a: Triple, b: Triple): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** The color vision deficiencies in full severity, in linear colors (Machado et al. 2009). */
const VISIONS: Readonly<Record<string, readonly [Triple, Triple, Triple]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function seen(vision: string, [r, g, b]: Triple): Triple {
  const [x, y, z] = (VISIONS[vision] ?? []).map(([p, q, s]) =>
    Math.min(1, Math.max(0, p * r + q * g + s * b)),
  );
  return [x ?? 0, y ?? 0, z ?? 0];
}

/** Returns a color in CIELAB, in which distances are about what people see. */
function lab([r, g, b]: Triple): Triple {
  const root = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : (841 / 108) * t + 4 / 29);
  const x = root((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = root(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = root((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function distance(a: Triple, b: Triple): number {
  const [p, q] = [lab(a), lab(b)];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

describe.each([
  ['light', ':root'],
  ['dark', ':root[data-theme="dark"]'],
])('%s', (_, selector) => {
  const colors = colorsOf(selector);
  const color = (name: string): Triple => colors[name] ?? [Number.NaN, Number.NaN, Number.NaN];

  test.each(['ink', 'gray', 'positive', 'negative', 'accent'])(
    '%s is readable on the page and in fields',
    (name) => {
      expect(contrast(color(name), color('page'))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(color(name), color('field'))).toBeGreaterThanOrEqual(4.5);
    },
  );

  test.each(['positive', 'negative'])('text is readable on the strongest %s of the heat map', (name) => {
    const most = Number(/--most: (\d+)%/.exec(css.slice(css.indexOf(`${selector} {`)))?.[1]) / 100;
    expect(contrast(color('ink'), mix(most, color(name), color('page')))).toBeGreaterThanOrEqual(4.5);
  });

  test('what is written on the accent is readable', () => {
    expect(contrast(color('on-accent'), color('accent'))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(Object.keys(VISIONS))(
    'the signs are told apart from each other and from zero by %s vision',
    (vision) => {
      const [positive, negative, zero] = ['positive', 'negative', 'page'].map((name) =>
        seen(vision, color(name)),
      );
      expect(distance(positive as Triple, negative as Triple)).toBeGreaterThan(30);
      expect(distance(positive as Triple, zero as Triple)).toBeGreaterThan(30);
      expect(distance(negative as Triple, zero as Triple)).toBeGreaterThan(30);
    },
  );
});

test('the colors of the system’s dark theme are those that are chosen', () => {
  expect(colorsOf(':root:not([data-theme="light"])')).toEqual(colorsOf(':root[data-theme="dark"]'));
});
