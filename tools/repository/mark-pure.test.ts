/** What our bundles tell other bundlers about constants that nobody uses. */
import { transform } from 'esbuild';
import { expect, test } from 'vitest';
import { markPure } from '../config/tsup.base.js';

const PURE = '/* @__PURE__ */ ';

test('calls whose values are used are marked, also those in the first place of an argument list', () => {
  expect(markPure("const y = mul(sub(operand('x'), 1), [neg(a), new Map(b())]);")).toBe(
    `const y = ${PURE}mul(${PURE}sub(${PURE}operand('x'), 1), [${PURE}neg(a), ${PURE}new Map(${PURE}b())]);`,
  );
});

test('a call that stands by itself is not marked, nor anything outside of constants', () => {
  const body = 'const run = () => {\n  begin();\n  end(1);\n};';
  expect(markPure(body)).toBe(body);
  const called = 'register(make());\nfunction f() {\n  return g(h());\n}';
  expect(markPure(called)).toBe(called);
});

test('texts and comments stay as they are', () => {
  for (const untouched of [
    "const RULE = 'transforms, such as adam() or [clipByGlobalNorm(5), adam()]';",
    'const RULE = "it\'s f(g(x))";',
    'const RULE = `of ${x}, as f(g(x))`;',
    "const A = 1; // isn't f(g(x))",
    "const A = {\n  /** It isn't f(g(x)). */\n  b: 1,\n};",
  ]) {
    expect(markPure(untouched)).toBe(untouched);
  }
});

test('an equation that nobody uses falls out of a bundle', async () => {
  const source =
    "const unused = { y: mul(sub(operand('x'), 1), 2) };\nexport const used = sub(operand('z'), 1);\n";
  const bundled = async (code: string) =>
    (await transform(code, { loader: 'ts', format: 'esm', treeShaking: true })).code;
  expect(await bundled(source)).toContain('"x"');
  expect(await bundled(markPure(source))).not.toContain('"x"');
  expect(await bundled(markPure(source))).toContain('operand("z")');
});
