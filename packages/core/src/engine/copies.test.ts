/**
 * Two copies of the package in one program, as a package manager or a bundler may leave them. Where
 * values of both meet there is an error; what would do nothing in the other copy is warned of.
 */
import { afterEach, describe, expect, test, vi } from 'vitest';
import * as files from '../files.js';
import * as core from '../index.js';

/** Loads the package again, as another copy. */
async function anotherCopy(): Promise<typeof core & typeof files> {
  vi.resetModules();
  return { ...(await import('../index.js')), ...(await import('../files.js')) };
}

const warnings = vi.spyOn(console, 'warn').mockImplementation(() => {});
const random = core.seeded(1);
const x = core.tensor([[1, 2]]);

afterEach(() => {
  warnings.mockClear();
  Reflect.deleteProperty(globalThis, Symbol.for('@tbptt/core copies'));
});

describe('what meets what the other copy made is refused', () => {
  test.each<[string, (other: typeof core & typeof files) => unknown]>([
    ['an operation', (other) => other.relu(x)],
    ['a loss', (other) => other.meanSquaredError(x, x)],
    ['a layer', (other) => new other.Linear(2, 2, { random }).forward(x)],
    ['dropout outside a step', (other) => new other.Dropout(0.5, { random }).forward(x)],
    ['a sequence', (other) => new other.Sequential(core.relu).forward(other.zeros([1]))],
    ['a sequence of nothing', (other) => new other.Sequential().forward(x)],
    ['a tied layer', (other) => new other.TiedLinear(new core.Embedding(2, 2, { random }))],
    ['a parameter', (other) => other.parameter(x)],
    ['an assignment', (other) => other.parameter(other.zeros([1, 2])).assign(x)],
    ['a frozen layer', (other) => other.frozen(new core.Linear(2, 2, { random }))],
    ['a frozen model', (other) => other.frozen({ layers: [new core.BatchNorm(2)] })],
    ['the parameters of a model', (other) => other.parametersOf([new core.BatchNorm(2)])],
    ['the parameters of a frozen layer', (other) => other.parametersOf([core.frozen(new core.BatchNorm(2))])],
    ['a state dictionary', (other) => other.stateDictionary(new core.Linear(2, 2, { random }))],
    [
      'a state dictionary of a frozen layer',
      (other) => other.stateDictionary({ layer: core.frozen(new core.Linear(2, 2, { random })) }),
    ],
    ['a file', (other) => other.encodeSafetensors(files.stateDictionary(new core.BatchNorm(2)))],
    [
      'loading',
      (other) => {
        const [to, from] = [new other.BatchNorm(2), new core.BatchNorm(2)];
        other.loadStateDictionary(to, files.stateDictionary(from));
      },
    ],
    ['a loss in a step', (other) => other.differentiate([], () => core.scalar(1) as never)],
    ['a result of a step', (other) => other.differentiate([], () => ({ loss: other.scalar(1), x }))],
    ['a result of an evaluation', (other) => other.evaluate(() => ({ y: core.relu(x) }))],
    ['a pull-back', (other) => other.pullBack(() => other.scalar(1), [x as never], other.scalar(1))],
    ['a penalty', (other) => other.l2Penalty([core.parameter(x)], 1)],
    ['a report', (other) => other.gradientHealth([core.parameter(x)])],
  ])('by %s', async (_, attempt) => {
    const other = await anotherCopy();
    expect(() => attempt(other)).toThrow(/another copy of @tbptt\/core/);
  });
});

describe('a second copy is warned of once', () => {
  test.each<[string, (other: typeof core) => unknown]>([
    ['when it chooses kernels', (other) => other.kernels.use('reference')],
    ['when it makes an engine', (other) => new other.Engine().run(() => core.relu(x))],
    ['when it evaluates', (other) => other.evaluate(() => 1)],
    ['when it freezes a function', (other) => other.frozen(() => core.relu(x))()],
  ])('%s', async (_, use) => {
    const first = await anotherCopy();
    first.kernels.use('auto');
    expect(warnings).not.toHaveBeenCalled();
    const other = await anotherCopy();
    use(other);
    expect(warnings).toHaveBeenCalledOnce();
    expect(warnings.mock.calls[0]?.[0]).toMatch(/two copies of this package are loaded\..*npm dedupe/);
    use(other);
    first.kernels.use('auto');
    use(await anotherCopy());
    expect(warnings).toHaveBeenCalledOnce();
  });

  test('not at all if there is one, however many engines it has', () => {
    core.kernels.use('auto');
    new core.Engine().run(() => new core.Engine());
    core.frozen(new core.Linear(2, 2, { random }));
    expect(warnings).not.toHaveBeenCalled();
  });

  test('not on a host without weak references', async () => {
    vi.stubGlobal('WeakRef', undefined);
    try {
      (await anotherCopy()).kernels.use('reference');
      (await anotherCopy()).kernels.use('reference');
      expect(warnings).not.toHaveBeenCalled();
    } finally {
      vi.unstubAllGlobals();
    }
  });
});
